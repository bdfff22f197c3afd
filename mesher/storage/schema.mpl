##! The tables, and opening the database.

## Opens a database and makes sure that its tables are there.
pub fn open(path :: String) -> Result<SqliteConn, String> do
  let db = Sqlite.open(path)?
  for statement in statements() do
    Sqlite.execute(db, statement, [])?
  end
  Ok(db)
end

fn statements() -> List<String> do
  [
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = NORMAL",
    "PRAGMA foreign_keys = ON",
    """
    CREATE TABLE IF NOT EXISTS organizations (
      id TEXT PRIMARY KEY, name TEXT NOT NULL, slug TEXT NOT NULL UNIQUE, created_at INTEGER NOT NULL)
    """,
    """
    CREATE TABLE IF NOT EXISTS projects (
      id TEXT PRIMARY KEY, number INTEGER NOT NULL UNIQUE, org_id TEXT NOT NULL REFERENCES organizations(id),
      name TEXT NOT NULL, slug TEXT NOT NULL UNIQUE, platform TEXT, created_at INTEGER NOT NULL)
    """,
    """
    CREATE TABLE IF NOT EXISTS api_keys (
      id TEXT PRIMARY KEY, project_id TEXT NOT NULL REFERENCES projects(id), key_value TEXT NOT NULL UNIQUE,
      label TEXT NOT NULL DEFAULT 'default', created_at INTEGER NOT NULL, revoked_at INTEGER)
    """,
    """
    CREATE TABLE IF NOT EXISTS issues (
      id TEXT PRIMARY KEY, project_id TEXT NOT NULL REFERENCES projects(id), fingerprint TEXT NOT NULL,
      fingerprint_hash TEXT NOT NULL, title TEXT NOT NULL, level TEXT NOT NULL,
      status TEXT NOT NULL DEFAULT 'unresolved', event_count INTEGER NOT NULL,
      first_seen INTEGER NOT NULL, last_seen INTEGER NOT NULL, assigned_to TEXT NOT NULL DEFAULT '',
      UNIQUE (project_id, fingerprint_hash))
    """,
    """
    CREATE TABLE IF NOT EXISTS events (
      id TEXT PRIMARY KEY, event_id TEXT NOT NULL, project_id TEXT NOT NULL REFERENCES projects(id),
      issue_id TEXT NOT NULL REFERENCES issues(id), level TEXT NOT NULL, message TEXT NOT NULL,
      environment TEXT NOT NULL, release TEXT NOT NULL, platform TEXT NOT NULL, payload TEXT NOT NULL,
      received_at INTEGER NOT NULL, UNIQUE (project_id, event_id))
    """,
    "CREATE INDEX IF NOT EXISTS issues_by_status ON issues (project_id, status, last_seen DESC)",
    "CREATE INDEX IF NOT EXISTS events_by_issue ON events (issue_id, received_at DESC)"
  ]
end
