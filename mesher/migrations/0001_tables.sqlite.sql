CREATE TABLE IF NOT EXISTS organizations (
  id TEXT PRIMARY KEY, name TEXT NOT NULL, slug TEXT NOT NULL UNIQUE, created_at INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS users (
  id TEXT PRIMARY KEY, email TEXT NOT NULL UNIQUE COLLATE NOCASE, password_hash TEXT NOT NULL,
  display_name TEXT NOT NULL, created_at INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS org_memberships (
  id TEXT PRIMARY KEY, user_id TEXT NOT NULL REFERENCES users(id) ON DELETE CASCADE,
  org_id TEXT NOT NULL REFERENCES organizations(id) ON DELETE CASCADE, role TEXT NOT NULL DEFAULT 'member',
  joined_at INTEGER NOT NULL, UNIQUE (user_id, org_id));
CREATE TABLE IF NOT EXISTS sessions (
  token_hash TEXT PRIMARY KEY, user_id TEXT NOT NULL REFERENCES users(id) ON DELETE CASCADE,
  created_at INTEGER NOT NULL, expires_at INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS projects (
  id TEXT PRIMARY KEY, number INTEGER NOT NULL UNIQUE, org_id TEXT NOT NULL REFERENCES organizations(id),
  name TEXT NOT NULL, slug TEXT UNIQUE, platform TEXT, retention_days INTEGER NOT NULL DEFAULT 90,
  sample_rate REAL NOT NULL DEFAULT 1.0, rate_limit INTEGER, created_at INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS api_keys (
  id TEXT PRIMARY KEY, project_id TEXT NOT NULL REFERENCES projects(id), key_value TEXT NOT NULL UNIQUE,
  label TEXT NOT NULL DEFAULT 'default', created_at INTEGER NOT NULL, revoked_at INTEGER);
CREATE TABLE IF NOT EXISTS issues (
  id TEXT PRIMARY KEY, project_id TEXT NOT NULL REFERENCES projects(id), fingerprint TEXT NOT NULL,
  fingerprint_hash TEXT NOT NULL, grouping_version INTEGER NOT NULL, title TEXT NOT NULL, level TEXT NOT NULL,
  status TEXT NOT NULL DEFAULT 'unresolved', event_count INTEGER NOT NULL,
  first_seen INTEGER NOT NULL, last_seen INTEGER NOT NULL, assigned_to TEXT REFERENCES users(id),
  UNIQUE (project_id, fingerprint_hash));
CREATE TABLE IF NOT EXISTS events (
  id TEXT PRIMARY KEY, event_id TEXT NOT NULL, project_id TEXT NOT NULL REFERENCES projects(id),
  issue_id TEXT NOT NULL REFERENCES issues(id), level TEXT NOT NULL, message TEXT NOT NULL,
  fingerprint TEXT NOT NULL, exception TEXT, stacktrace TEXT, breadcrumbs TEXT, tags TEXT NOT NULL,
  extra TEXT NOT NULL, user_context TEXT, sdk_name TEXT NOT NULL, sdk_version TEXT NOT NULL,
  environment TEXT NOT NULL, release TEXT NOT NULL, platform TEXT NOT NULL, payload TEXT NOT NULL,
  occurred_at INTEGER NOT NULL, received_at INTEGER NOT NULL, UNIQUE (project_id, event_id));
CREATE INDEX IF NOT EXISTS org_memberships_by_org ON org_memberships (org_id);
CREATE INDEX IF NOT EXISTS sessions_by_user ON sessions (user_id);
CREATE INDEX IF NOT EXISTS projects_by_org ON projects (org_id);
CREATE INDEX IF NOT EXISTS api_keys_by_project ON api_keys (project_id);
CREATE INDEX IF NOT EXISTS issues_by_status ON issues (project_id, status);
CREATE INDEX IF NOT EXISTS issues_by_last_seen ON issues (project_id, last_seen DESC, id DESC);
CREATE INDEX IF NOT EXISTS events_by_issue ON events (issue_id, received_at DESC);
CREATE INDEX IF NOT EXISTS events_by_project ON events (project_id, received_at DESC)