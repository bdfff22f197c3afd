-- What the first version kept in SQLite, as PostgreSQL has it; times are microseconds since 1970.
CREATE TABLE organizations (
  id TEXT PRIMARY KEY, name TEXT NOT NULL, slug TEXT NOT NULL UNIQUE, created_at BIGINT NOT NULL);

CREATE TABLE users (
  id TEXT PRIMARY KEY, email TEXT NOT NULL, password_hash TEXT NOT NULL, display_name TEXT NOT NULL,
  created_at BIGINT NOT NULL);

CREATE UNIQUE INDEX users_email_key ON users (lower(email));

CREATE TABLE org_memberships (
  id TEXT PRIMARY KEY, user_id TEXT NOT NULL REFERENCES users(id) ON DELETE CASCADE,
  org_id TEXT NOT NULL REFERENCES organizations(id) ON DELETE CASCADE, role TEXT NOT NULL DEFAULT 'member',
  joined_at BIGINT NOT NULL, UNIQUE (user_id, org_id));

CREATE TABLE sessions (
  token_hash TEXT PRIMARY KEY, user_id TEXT NOT NULL REFERENCES users(id) ON DELETE CASCADE,
  created_at BIGINT NOT NULL, expires_at BIGINT NOT NULL);

CREATE TABLE projects (
  id TEXT PRIMARY KEY, number BIGINT NOT NULL UNIQUE, org_id TEXT NOT NULL REFERENCES organizations(id),
  name TEXT NOT NULL, slug TEXT UNIQUE, platform TEXT, retention_days BIGINT NOT NULL DEFAULT 90,
  sample_rate DOUBLE PRECISION NOT NULL DEFAULT 1.0, rate_limit BIGINT, created_at BIGINT NOT NULL);

CREATE TABLE api_keys (
  id TEXT PRIMARY KEY, project_id TEXT NOT NULL REFERENCES projects(id), key_value TEXT NOT NULL UNIQUE,
  label TEXT NOT NULL DEFAULT 'default', created_at BIGINT NOT NULL, revoked_at BIGINT);

CREATE TABLE issues (
  id TEXT PRIMARY KEY, project_id TEXT NOT NULL REFERENCES projects(id), fingerprint TEXT NOT NULL,
  fingerprint_hash TEXT NOT NULL, grouping_version BIGINT NOT NULL, title TEXT NOT NULL, level TEXT NOT NULL,
  status TEXT NOT NULL DEFAULT 'unresolved', event_count BIGINT NOT NULL, first_seen BIGINT NOT NULL,
  last_seen BIGINT NOT NULL, assigned_to TEXT REFERENCES users(id));

CREATE INDEX org_memberships_by_org ON org_memberships (org_id);
CREATE INDEX sessions_by_user ON sessions (user_id);
CREATE INDEX projects_by_org ON projects (org_id);
CREATE INDEX api_keys_by_project ON api_keys (project_id);
CREATE INDEX issues_by_status ON issues (project_id, status);
CREATE INDEX issues_by_last_seen ON issues (project_id, last_seen DESC, id DESC);
