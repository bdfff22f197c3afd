-- The last number of an issue in each project: none is given twice, whichever process gives it, and none again after a deletion.
CREATE TABLE issue_numbers (
  project_id TEXT PRIMARY KEY REFERENCES projects(id) ON DELETE CASCADE, last BIGINT NOT NULL) WITHOUT ROWID;

INSERT INTO issue_numbers SELECT project_id, max(number) FROM issues GROUP BY project_id;

-- Rows that each event writes are in one tree, not in two: in their primary key.
CREATE TABLE hours_of_issues (
  issue_id TEXT NOT NULL REFERENCES issues(id) ON DELETE CASCADE, hour BIGINT NOT NULL, events BIGINT NOT NULL,
  PRIMARY KEY (issue_id, hour)) WITHOUT ROWID;
INSERT INTO hours_of_issues SELECT issue_id, hour, events FROM issue_hours;
DROP TABLE issue_hours;
ALTER TABLE hours_of_issues RENAME TO issue_hours;

CREATE TABLE hours_of_projects (
  project_id TEXT NOT NULL REFERENCES projects(id) ON DELETE CASCADE, hour BIGINT NOT NULL, level TEXT NOT NULL,
  events BIGINT NOT NULL, PRIMARY KEY (project_id, hour, level)) WITHOUT ROWID;
INSERT INTO hours_of_projects SELECT project_id, hour, level, events FROM project_hours;
DROP TABLE project_hours;
ALTER TABLE hours_of_projects RENAME TO project_hours;

CREATE TABLE users_of_issues (
  issue_id TEXT NOT NULL REFERENCES issues(id) ON DELETE CASCADE, user_hash TEXT NOT NULL,
  PRIMARY KEY (issue_id, user_hash)) WITHOUT ROWID;
INSERT INTO users_of_issues SELECT issue_id, user_hash FROM issue_users;
DROP TABLE issue_users;
ALTER TABLE users_of_issues RENAME TO issue_users;

CREATE TABLE ids_of_events (
  project_id TEXT NOT NULL REFERENCES projects(id) ON DELETE CASCADE, event_id TEXT NOT NULL, row_id TEXT NOT NULL,
  received_at BIGINT NOT NULL, PRIMARY KEY (project_id, event_id)) WITHOUT ROWID;
INSERT INTO ids_of_events SELECT project_id, event_id, row_id, received_at FROM event_ids;
DROP TABLE event_ids;
ALTER TABLE ids_of_events RENAME TO event_ids;

-- What is too old is found project by project.
CREATE INDEX event_ids_by_project ON event_ids (project_id, received_at);
