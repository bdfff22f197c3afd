-- Title, culprit, type and value in small letters of every script: what words of a search are looked for in.
-- The program fills it in where it is empty: databases do not know the small letters of every script.
ALTER TABLE issues ADD COLUMN search_text TEXT NOT NULL DEFAULT '';
-- Neither a spike nor anything else brings it back.
ALTER TABLE issues ADD COLUMN archived_for_ever BOOLEAN NOT NULL DEFAULT FALSE;
-- It is being deleted: its rows go in the background.
ALTER TABLE issues ADD COLUMN deleted_at BIGINT;
-- Where its events go, when it was merged.
ALTER TABLE issues ADD COLUMN merged_into TEXT;

CREATE INDEX issues_unfolded ON issues (id) WHERE search_text = '';
CREATE INDEX issues_archived ON issues (archived_until, archived_until_count) WHERE status = 'archived';
CREATE INDEX issues_deleted ON issues (deleted_at) WHERE deleted_at IS NOT NULL;
CREATE INDEX issues_by_type ON issues (project_id, exception_type);

-- What the events of an issue had: names are `release`, `environment`, `user`, ... and those of tags; `folded` is the value in small
-- letters of every script. On `day` (since 1970) it was there last.
CREATE TABLE issue_values (
  project_id TEXT NOT NULL REFERENCES projects(id) ON DELETE CASCADE, name TEXT NOT NULL, folded TEXT NOT NULL,
  issue_id TEXT NOT NULL REFERENCES issues(id) ON DELETE CASCADE, value TEXT NOT NULL, day BIGINT NOT NULL,
  PRIMARY KEY (project_id, name, folded, issue_id)) WITHOUT ROWID;

CREATE INDEX issue_values_by_issue ON issue_values (issue_id, name);
CREATE INDEX issue_values_by_day ON issue_values (project_id, day);

-- Who did what to an issue, with what it was before and after as JSON; comments too. `user_id` is empty for what happened by itself.
CREATE TABLE issue_activity (
  id TEXT PRIMARY KEY, project_id TEXT NOT NULL REFERENCES projects(id) ON DELETE CASCADE,
  issue_id TEXT NOT NULL REFERENCES issues(id) ON DELETE CASCADE, user_id TEXT NOT NULL, user_name TEXT NOT NULL, action TEXT NOT NULL,
  before_state TEXT NOT NULL, after_state TEXT NOT NULL, comment TEXT NOT NULL, created_at BIGINT NOT NULL, edited_at BIGINT);

CREATE INDEX issue_activity_by_issue ON issue_activity (issue_id, created_at DESC, id DESC);

-- How to take back what was just done: issues and what they were, as JSON.
CREATE TABLE issue_undo (
  token TEXT PRIMARY KEY, project_id TEXT NOT NULL REFERENCES projects(id) ON DELETE CASCADE, user_id TEXT NOT NULL,
  action TEXT NOT NULL, states TEXT NOT NULL, expires_at BIGINT NOT NULL);

CREATE INDEX issue_undo_by_end ON issue_undo (expires_at);

-- Where links to issues lead that were merged into others.
CREATE TABLE issue_redirects (
  old_id TEXT PRIMARY KEY, project_id TEXT NOT NULL REFERENCES projects(id) ON DELETE CASCADE, number BIGINT NOT NULL,
  issue_id TEXT NOT NULL REFERENCES issues(id) ON DELETE CASCADE);

CREATE INDEX issue_redirects_by_issue ON issue_redirects (issue_id);
CREATE INDEX issue_redirects_by_number ON issue_redirects (project_id, number);

-- What users keep about issues: a mark, and when they looked last.
CREATE TABLE issue_marks (
  user_id TEXT NOT NULL REFERENCES users(id) ON DELETE CASCADE, issue_id TEXT NOT NULL REFERENCES issues(id) ON DELETE CASCADE,
  bookmarked BOOLEAN NOT NULL DEFAULT FALSE, seen_at BIGINT, PRIMARY KEY (user_id, issue_id));

CREATE INDEX issue_marks_by_issue ON issue_marks (issue_id);

-- Searches that people keep; those of nobody are everybody's.
CREATE TABLE saved_searches (
  id TEXT PRIMARY KEY, project_id TEXT NOT NULL REFERENCES projects(id) ON DELETE CASCADE, user_id TEXT NOT NULL, name TEXT NOT NULL,
  query TEXT NOT NULL, sort TEXT NOT NULL, created_at BIGINT NOT NULL, UNIQUE (project_id, user_id, name));
