-- Scheduled jobs that report when they run, by a name in their project.
CREATE TABLE monitors (
  id TEXT PRIMARY KEY, project_id TEXT NOT NULL REFERENCES projects(id) ON DELETE CASCADE, slug TEXT NOT NULL, name TEXT NOT NULL,
  -- `active` or `paused`.
  status TEXT NOT NULL,
  -- `crontab` with its five fields, or `interval` with a number and a unit, as in `10 minute`.
  schedule_type TEXT NOT NULL, schedule TEXT NOT NULL, timezone TEXT NOT NULL,
  -- Minutes that a check-in may be late, and that a job may run.
  checkin_margin BIGINT NOT NULL, max_runtime BIGINT NOT NULL,
  -- So many failures in a row make it fail, so many successes end that.
  failure_threshold BIGINT NOT NULL, recovery_threshold BIGINT NOT NULL,
  created_at BIGINT NOT NULL, UNIQUE (project_id, slug));

-- How a monitor fares in one environment.
CREATE TABLE monitor_environments (
  id TEXT PRIMARY KEY, monitor_id TEXT NOT NULL REFERENCES monitors(id) ON DELETE CASCADE, environment TEXT NOT NULL,
  -- `waiting`, `ok` or `failing`.
  status TEXT NOT NULL, last_checkin_at BIGINT, expected_at BIGINT,
  -- When the expected check-in counts as missed.
  missed_at BIGINT,
  failures BIGINT NOT NULL, successes BIGINT NOT NULL, failing_since BIGINT, UNIQUE (monitor_id, environment));

CREATE INDEX monitor_environments_by_missed ON monitor_environments (missed_at);

CREATE TABLE checkins (
  id TEXT PRIMARY KEY, project_id TEXT NOT NULL, monitor_environment_id TEXT NOT NULL
    REFERENCES monitor_environments(id) ON DELETE CASCADE,
  -- The client's, 32 hexadecimal digits.
  checkin_id TEXT NOT NULL,
  -- `in_progress`, `ok`, `error`, `missed` or `timeout`.
  status TEXT NOT NULL, expected_at BIGINT, received_at BIGINT NOT NULL, finished_at BIGINT,
  -- In microseconds.
  duration BIGINT,
  -- When one that is in progress has run too long.
  timeout_at BIGINT, release TEXT NOT NULL, late BOOLEAN NOT NULL DEFAULT FALSE, UNIQUE (monitor_environment_id, checkin_id));

CREATE INDEX checkins_by_time ON checkins (monitor_environment_id, received_at DESC, id DESC);
CREATE INDEX checkins_by_project ON checkins (project_id, received_at);
CREATE INDEX checkins_by_timeout ON checkins (timeout_at);

-- When schedules were looked at last, so that nobody is blamed for the time in which nobody looked.
CREATE TABLE monitor_clock (id BIGINT PRIMARY KEY, looked_at BIGINT NOT NULL);

INSERT INTO monitor_clock VALUES (1, 0);

-- What users say. `feedback_id` is the client's id, or that of the event for reports of the old form.
CREATE TABLE feedback (
  id TEXT PRIMARY KEY, project_id TEXT NOT NULL REFERENCES projects(id) ON DELETE CASCADE, feedback_id TEXT NOT NULL,
  event_id TEXT NOT NULL, source TEXT NOT NULL, name TEXT NOT NULL, email TEXT NOT NULL, message TEXT NOT NULL, url TEXT NOT NULL,
  environment TEXT NOT NULL, release TEXT NOT NULL,
  -- `unresolved`, `resolved` or `spam`.
  status TEXT NOT NULL, received_at BIGINT NOT NULL, UNIQUE (project_id, feedback_id));

CREATE INDEX feedback_by_time ON feedback (project_id, received_at DESC, id DESC);
CREATE INDEX feedback_by_event ON feedback (project_id, event_id);

-- Files that come with events; their bytes are in parts of bounded size.
CREATE TABLE attachments (
  id TEXT PRIMARY KEY, project_id TEXT NOT NULL REFERENCES projects(id) ON DELETE CASCADE, event_id TEXT NOT NULL,
  name TEXT NOT NULL,
  content_type TEXT NOT NULL, kind TEXT NOT NULL, size BIGINT NOT NULL, received_at BIGINT NOT NULL,
  -- Whether all its parts are there.
  complete BOOLEAN NOT NULL);

CREATE INDEX attachments_by_event ON attachments (project_id, event_id);
CREATE INDEX attachments_by_time ON attachments (project_id, received_at, id);

CREATE TABLE attachment_parts (
  attachment_id TEXT NOT NULL REFERENCES attachments(id) ON DELETE CASCADE, number BIGINT NOT NULL, content BLOB NOT NULL,
  PRIMARY KEY (attachment_id, number));

-- What the items of a project take, and what it asks for.
CREATE TABLE item_settings (
  project_id TEXT PRIMARY KEY REFERENCES projects(id) ON DELETE CASCADE, attachment_bytes BIGINT NOT NULL,
  -- The part of transactions that is kept; 0 keeps none.
  transaction_rate DOUBLE PRECISION NOT NULL);

CREATE TABLE logs (
  id TEXT PRIMARY KEY, project_id TEXT NOT NULL REFERENCES projects(id) ON DELETE CASCADE, at BIGINT NOT NULL,
  level TEXT NOT NULL,
  body TEXT NOT NULL,
  -- The body in small letters, for searches.
  folded TEXT NOT NULL, environment TEXT NOT NULL, release TEXT NOT NULL, trace_id TEXT NOT NULL,
  -- A JSON object of plain values.
  attributes TEXT NOT NULL, received_at BIGINT NOT NULL);

CREATE INDEX logs_by_time ON logs (project_id, at DESC, id DESC);
CREATE INDEX logs_by_trace ON logs (project_id, trace_id, at DESC);
CREATE INDEX logs_by_received ON logs (project_id, received_at);

-- Sessions under way, so that what clients say twice counts once. `state` is `healthy`, `errored`, `crashed` or `abnormal`.
CREATE TABLE release_sessions (
  project_id TEXT NOT NULL REFERENCES projects(id) ON DELETE CASCADE, session_id TEXT NOT NULL, hour BIGINT NOT NULL,
  state TEXT NOT NULL, sequence BIGINT NOT NULL, seen_at BIGINT NOT NULL, PRIMARY KEY (project_id, session_id));

CREATE INDEX release_sessions_by_time ON release_sessions (project_id, seen_at);

-- Each session is in one of the four columns.
CREATE TABLE session_hours (
  project_id TEXT NOT NULL REFERENCES projects(id) ON DELETE CASCADE, release TEXT NOT NULL, environment TEXT NOT NULL,
  hour BIGINT NOT NULL, healthy BIGINT NOT NULL, errored BIGINT NOT NULL, crashed BIGINT NOT NULL, abnormal BIGINT NOT NULL,
  PRIMARY KEY (project_id, release, environment, hour));

-- Who used a release on a day (days since 1970): the hash of what names a user.
CREATE TABLE session_users (
  project_id TEXT NOT NULL REFERENCES projects(id) ON DELETE CASCADE, release TEXT NOT NULL, environment TEXT NOT NULL,
  day BIGINT NOT NULL, user_hash TEXT NOT NULL, crashed BOOLEAN NOT NULL,
  PRIMARY KEY (project_id, release, environment, day, user_hash));

CREATE INDEX session_hours_by_hour ON session_hours (project_id, hour);
CREATE INDEX session_users_by_day ON session_users (project_id, day);

-- A sample of transactions, where the project asks for one. Each stands for `weight` of them.
CREATE TABLE transactions (
  id TEXT PRIMARY KEY, project_id TEXT NOT NULL REFERENCES projects(id) ON DELETE CASCADE, name TEXT NOT NULL, op TEXT NOT NULL,
  failed BOOLEAN NOT NULL,
  -- In microseconds.
  duration BIGINT NOT NULL, weight DOUBLE PRECISION NOT NULL, environment TEXT NOT NULL, release TEXT NOT NULL,
  trace_id TEXT NOT NULL, event_id TEXT NOT NULL, received_at BIGINT NOT NULL);

CREATE INDEX transactions_by_time ON transactions (project_id, received_at DESC);
CREATE INDEX transactions_by_name ON transactions (project_id, name, received_at DESC);

CREATE TABLE alert_rules (
  id TEXT PRIMARY KEY, project_id TEXT NOT NULL REFERENCES projects(id) ON DELETE CASCADE, name TEXT NOT NULL,
  -- `new_issue`, `regression`, `spike`, `threshold` or `missed_checkin`; all of it, with what else has to hold, as JSON beside
  -- it.
  condition_type TEXT NOT NULL, condition TEXT NOT NULL,
  -- A JSON list: what is done.
  actions TEXT NOT NULL,
  -- What its webhooks are signed with.
  secret TEXT NOT NULL, enabled BOOLEAN NOT NULL, cooldown_minutes BIGINT NOT NULL, last_fired_at BIGINT,
  -- Alerts since then, so that a flood of new issues is no flood of mail; what was held back is counted.
  burst_at BIGINT NOT NULL, burst BIGINT NOT NULL, held_back BIGINT NOT NULL, created_at BIGINT NOT NULL);

CREATE INDEX alert_rules_by_project ON alert_rules (project_id, condition_type);

-- New issues whose rule waits until they have had so many events.
CREATE TABLE alert_waits (
  rule_id TEXT NOT NULL REFERENCES alert_rules(id) ON DELETE CASCADE, issue_id TEXT NOT NULL, event_id TEXT NOT NULL,
  wanted BIGINT NOT NULL, created_at BIGINT NOT NULL, PRIMARY KEY (rule_id, issue_id));

CREATE INDEX alert_waits_by_issue ON alert_waits (issue_id);

CREATE TABLE alerts (
  id TEXT PRIMARY KEY, rule_id TEXT NOT NULL, project_id TEXT NOT NULL REFERENCES projects(id) ON DELETE CASCADE,
  issue_id TEXT NOT NULL,
  -- What it is about, once for each rule: the row of an event, a monitor's failure, the time of a window.
  occasion TEXT NOT NULL,
  -- What a cool-down is for: the issue, the monitor, or the project.
  subject TEXT NOT NULL,
  -- `active`, `acknowledged` or `resolved`.
  status TEXT NOT NULL, message TEXT NOT NULL, condition_snapshot TEXT NOT NULL, triggered_at BIGINT NOT NULL,
  acknowledged_at BIGINT, resolved_at BIGINT, UNIQUE (rule_id, occasion));

CREATE INDEX alerts_by_project ON alerts (project_id, triggered_at DESC, id DESC);
CREATE INDEX alerts_by_subject ON alerts (rule_id, subject, triggered_at DESC);

-- What is to be sent: the outbox. A delivery belongs to whoever holds its lease.
CREATE TABLE alert_deliveries (
  id TEXT PRIMARY KEY, alert_id TEXT NOT NULL REFERENCES alerts(id) ON DELETE CASCADE, project_id TEXT NOT NULL,
  -- `webhook`, `email`, `slack`, `discord`, `teams` or `websocket`, and where to as JSON.
  channel TEXT NOT NULL, target TEXT NOT NULL,
  -- `waiting`, `sending`, `delivered` or `failed`.
  status TEXT NOT NULL, attempts BIGINT NOT NULL, next_at BIGINT NOT NULL, lease TEXT NOT NULL, lease_until BIGINT NOT NULL,
  error TEXT NOT NULL, created_at BIGINT NOT NULL, delivered_at BIGINT);

CREATE INDEX alert_deliveries_by_next ON alert_deliveries (status, next_at);
CREATE INDEX alert_deliveries_by_alert ON alert_deliveries (alert_id);

-- What is written to see whether events can be.
CREATE TABLE write_probe (id BIGINT PRIMARY KEY, at BIGINT NOT NULL);

INSERT INTO write_probe VALUES (1, 0);
