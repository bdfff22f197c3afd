-- See the SQLite form of this step. Names and values are compared by their bytes, so that those with a common beginning stand together.
ALTER TABLE issues ADD COLUMN search_text TEXT NOT NULL DEFAULT '';
ALTER TABLE issues ADD COLUMN archived_for_ever BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE issues ADD COLUMN deleted_at BIGINT;
ALTER TABLE issues ADD COLUMN merged_into TEXT;

CREATE INDEX issues_unfolded ON issues (id) WHERE search_text = '';
CREATE INDEX issues_archived ON issues (archived_until, archived_until_count) WHERE status = 'archived';
CREATE INDEX issues_deleted ON issues (deleted_at) WHERE deleted_at IS NOT NULL;
CREATE INDEX issues_by_type ON issues (project_id, exception_type);
CREATE TABLE issue_values (
  project_id TEXT NOT NULL REFERENCES projects(id) ON DELETE CASCADE, name TEXT COLLATE "C" NOT NULL, folded TEXT COLLATE "C" NOT NULL,
  issue_id TEXT NOT NULL REFERENCES issues(id) ON DELETE CASCADE, value TEXT NOT NULL, day BIGINT NOT NULL,
  PRIMARY KEY (project_id, name, folded, issue_id));

CREATE INDEX issue_values_by_issue ON issue_values (issue_id, name);
CREATE INDEX issue_values_by_day ON issue_values (project_id, day);
CREATE TABLE issue_activity (
  id TEXT PRIMARY KEY, project_id TEXT NOT NULL REFERENCES projects(id) ON DELETE CASCADE,
  issue_id TEXT NOT NULL REFERENCES issues(id) ON DELETE CASCADE, user_id TEXT NOT NULL, user_name TEXT NOT NULL, action TEXT NOT NULL,
  before_state TEXT NOT NULL, after_state TEXT NOT NULL, comment TEXT NOT NULL, created_at BIGINT NOT NULL, edited_at BIGINT);

CREATE INDEX issue_activity_by_issue ON issue_activity (issue_id, created_at DESC, id DESC);
CREATE TABLE issue_undo (
  token TEXT PRIMARY KEY, project_id TEXT NOT NULL REFERENCES projects(id) ON DELETE CASCADE, user_id TEXT NOT NULL,
  action TEXT NOT NULL, states TEXT NOT NULL, expires_at BIGINT NOT NULL);

CREATE INDEX issue_undo_by_end ON issue_undo (expires_at);
CREATE TABLE issue_redirects (
  old_id TEXT PRIMARY KEY, project_id TEXT NOT NULL REFERENCES projects(id) ON DELETE CASCADE, number BIGINT NOT NULL,
  issue_id TEXT NOT NULL REFERENCES issues(id) ON DELETE CASCADE);

CREATE INDEX issue_redirects_by_issue ON issue_redirects (issue_id);
CREATE INDEX issue_redirects_by_number ON issue_redirects (project_id, number);
CREATE TABLE issue_marks (
  user_id TEXT NOT NULL REFERENCES users(id) ON DELETE CASCADE, issue_id TEXT NOT NULL REFERENCES issues(id) ON DELETE CASCADE,
  bookmarked BOOLEAN NOT NULL DEFAULT FALSE, seen_at BIGINT, PRIMARY KEY (user_id, issue_id));

CREATE INDEX issue_marks_by_issue ON issue_marks (issue_id);
CREATE TABLE saved_searches (
  id TEXT PRIMARY KEY, project_id TEXT NOT NULL REFERENCES projects(id) ON DELETE CASCADE, user_id TEXT NOT NULL, name TEXT NOT NULL,
  query TEXT NOT NULL, sort TEXT NOT NULL, created_at BIGINT NOT NULL, UNIQUE (project_id, user_id, name));
