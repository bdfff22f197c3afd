-- Where a session was opened from, for the list of one's own sessions.
ALTER TABLE sessions ADD COLUMN id TEXT NOT NULL DEFAULT '';
ALTER TABLE sessions ADD COLUMN address TEXT NOT NULL DEFAULT '';
ALTER TABLE sessions ADD COLUMN user_agent TEXT NOT NULL DEFAULT '';
CREATE INDEX sessions_by_expiry ON sessions (expires_at);

-- What programs carry instead of a session: the hash of a token, and what it may do (words with blanks between).
CREATE TABLE api_tokens (
  id TEXT PRIMARY KEY, user_id TEXT NOT NULL REFERENCES users(id) ON DELETE CASCADE, token_hash TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL, scopes TEXT NOT NULL, created_at BIGINT NOT NULL, expires_at BIGINT, last_used_at BIGINT);
CREATE INDEX api_tokens_by_user ON api_tokens (user_id);

-- Who was asked to join, by a link whose token's hash is kept.
CREATE TABLE invitations (
  id TEXT PRIMARY KEY, org_id TEXT NOT NULL REFERENCES organizations(id) ON DELETE CASCADE, email TEXT NOT NULL,
  role TEXT NOT NULL, token_hash TEXT NOT NULL UNIQUE, invited_by TEXT, created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL);
CREATE INDEX invitations_by_org ON invitations (org_id);

-- The link that the first start prints: whoever has it makes the first owner.
CREATE TABLE setup_links (token_hash TEXT PRIMARY KEY, expires_at BIGINT NOT NULL);

-- Who did what to what, when and from where. It outlives what it tells of.
CREATE TABLE audit_log (
  id TEXT PRIMARY KEY, org_id TEXT, project_id TEXT, user_id TEXT, actor TEXT NOT NULL, action TEXT NOT NULL,
  target TEXT NOT NULL, details TEXT NOT NULL, address TEXT NOT NULL, at BIGINT NOT NULL);
CREATE INDEX audit_log_by_org ON audit_log (org_id, id DESC);
CREATE INDEX audit_log_by_user ON audit_log (user_id, id DESC);

-- Bytes of events that a project keeps at most, pages whose browsers may report (blanks between, none: all), and since when
-- it is being deleted.
ALTER TABLE projects ADD COLUMN retention_bytes BIGINT;
ALTER TABLE projects ADD COLUMN allowed_origins TEXT NOT NULL DEFAULT '';
ALTER TABLE projects ADD COLUMN deleted_at BIGINT;

-- A key may have limits of its own beside those of its project.
ALTER TABLE api_keys ADD COLUMN rate_limit BIGINT;
ALTER TABLE api_keys ADD COLUMN allowed_origins TEXT NOT NULL DEFAULT '';

-- Numbers that only grow: `projects` is the last project's, which no other ever gets, since clients send to it; `owner` is there
-- once somebody was the first user, `setup` once the link for that was printed.
CREATE TABLE counters (name TEXT PRIMARY KEY, value BIGINT NOT NULL);
INSERT INTO counters SELECT 'projects', coalesce(max(number), 0) FROM projects;
INSERT INTO counters SELECT 'owner', count(*) FROM users HAVING count(*) > 0;
