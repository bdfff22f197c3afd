-- So that later steps may say BLOB, as SQLite does, and need to be written once only.
CREATE DOMAIN blob AS BYTEA;

-- What an issue is found by: one for each way of grouping that leads to it, so that issues can be merged and newer rules of
-- grouping leave older issues whole.
CREATE TABLE issue_hashes (
  project_id TEXT NOT NULL REFERENCES projects(id) ON DELETE CASCADE, fingerprint_hash TEXT NOT NULL,
  issue_id TEXT NOT NULL REFERENCES issues(id) ON DELETE CASCADE, grouping_version BIGINT NOT NULL,
  PRIMARY KEY (project_id, fingerprint_hash));

CREATE INDEX issue_hashes_by_issue ON issue_hashes (issue_id);

-- The number of an issue in its project, as people say it.
ALTER TABLE issues ADD COLUMN number BIGINT NOT NULL DEFAULT 0;
ALTER TABLE issues ADD COLUMN culprit TEXT NOT NULL DEFAULT '';
ALTER TABLE issues ADD COLUMN exception_type TEXT NOT NULL DEFAULT '';
ALTER TABLE issues ADD COLUMN exception_value TEXT NOT NULL DEFAULT '';
ALTER TABLE issues ADD COLUMN platform TEXT NOT NULL DEFAULT '';
-- Which rule grouped it: `custom`, `stack`, `exception`, `message`.
ALTER TABLE issues ADD COLUMN grouping_rule TEXT NOT NULL DEFAULT '';
ALTER TABLE issues ADD COLUMN user_count BIGINT NOT NULL DEFAULT 0;
ALTER TABLE issues ADD COLUMN first_release TEXT NOT NULL DEFAULT '';
ALTER TABLE issues ADD COLUMN last_release TEXT NOT NULL DEFAULT '';
ALTER TABLE issues ADD COLUMN resolved_at BIGINT;
-- Events of this release do not bring a resolved issue back; `resolved_in_next` waits for one that is not `last_release`.
ALTER TABLE issues ADD COLUMN resolved_in TEXT NOT NULL DEFAULT '';
ALTER TABLE issues ADD COLUMN resolved_in_next BOOLEAN NOT NULL DEFAULT FALSE;
-- An archived issue comes back at this time, or when it has had so many events.
ALTER TABLE issues ADD COLUMN archived_until BIGINT;
ALTER TABLE issues ADD COLUMN archived_until_count BIGINT;
ALTER TABLE issues ADD COLUMN regressed_at BIGINT;

CREATE INDEX issues_by_first_seen ON issues (project_id, status, first_seen DESC, id DESC);
CREATE INDEX issues_by_count ON issues (project_id, status, event_count DESC, id DESC);
CREATE INDEX issues_by_status_seen ON issues (project_id, status, last_seen DESC, id DESC);
CREATE INDEX issues_by_number ON issues (project_id, number);

-- Events of an issue by the hour (hours since 1970): sparklines, events over time, spikes.
CREATE TABLE issue_hours (
  issue_id TEXT NOT NULL REFERENCES issues(id) ON DELETE CASCADE, hour BIGINT NOT NULL, events BIGINT NOT NULL,
  PRIMARY KEY (issue_id, hour));

-- Events of a project by the hour and level: volume, levels, health. They outlive the events.
CREATE TABLE project_hours (
  project_id TEXT NOT NULL REFERENCES projects(id) ON DELETE CASCADE, hour BIGINT NOT NULL, level TEXT NOT NULL,
  events BIGINT NOT NULL, PRIMARY KEY (project_id, hour, level));

-- Whom an issue met: the hash of what names a user.
CREATE TABLE issue_users (
  issue_id TEXT NOT NULL REFERENCES issues(id) ON DELETE CASCADE, user_hash TEXT NOT NULL,
  PRIMARY KEY (issue_id, user_hash));

-- What was not kept, or kept in part: so many of a category (error, transaction, attachment, ...), by outcome
-- (accepted, limited, discarded, sampled, invalid, cut, skipped, client) and reason.
CREATE TABLE outcomes (
  project_id TEXT NOT NULL REFERENCES projects(id) ON DELETE CASCADE, hour BIGINT NOT NULL, category TEXT NOT NULL,
  outcome TEXT NOT NULL, reason TEXT NOT NULL, quantity BIGINT NOT NULL,
  PRIMARY KEY (project_id, hour, category, outcome, reason));

-- The ids of events that clients gave: the same event is kept once.
CREATE TABLE event_ids (
  project_id TEXT NOT NULL REFERENCES projects(id) ON DELETE CASCADE, event_id TEXT NOT NULL, row_id TEXT NOT NULL,
  received_at BIGINT NOT NULL, PRIMARY KEY (project_id, event_id));

CREATE INDEX event_ids_by_time ON event_ids (received_at);

-- An event as it was sent, whole, and beside it what lists and searches look at; see the SQLite form of this step. A partition
-- for each day is made ahead of its time by the program.
CREATE TABLE events (
  id TEXT NOT NULL, event_id TEXT NOT NULL, project_id TEXT NOT NULL, issue_id TEXT NOT NULL, level TEXT NOT NULL,
  message TEXT NOT NULL, platform TEXT NOT NULL, environment TEXT NOT NULL, release TEXT NOT NULL, dist TEXT NOT NULL,
  transaction_name TEXT NOT NULL, user_label TEXT NOT NULL, tags TEXT NOT NULL, sdk_name TEXT NOT NULL,
  sdk_version TEXT NOT NULL, occurred_at BIGINT NOT NULL, received_at BIGINT NOT NULL, fingerprint TEXT NOT NULL,
  form TEXT NOT NULL, size BIGINT NOT NULL, payload BYTEA NOT NULL,
  PRIMARY KEY (id, received_at)) PARTITION BY RANGE (received_at);

CREATE INDEX events_by_issue ON events (issue_id, received_at DESC, id DESC);
CREATE INDEX events_by_project ON events (project_id, received_at DESC, id DESC);
