##! Projects and their keys.

from Storage.Clock import now
import Storage.Orgs

pub struct Project do
  id :: String
  ## What stands in a DSN: clients take decimal numbers only.
  number :: Int
  org_id :: String
  name :: String
  slug :: String
  platform :: String
  ## Events in a window, where it is not the default.
  rate_limit :: Option<Int>
end deriving(Row, Debug)

fn columns() -> String = "p.id, p.number, p.org_id, p.name, p.slug, p.platform, p.rate_limit"

## Adds a project; gives its id.
pub fn create(
  db :: SqliteConn,
  org_id :: String,
  name :: String,
  slug :: String,
  platform :: String
) -> Result<String, String> do
  let id = Crypto.uuid7()
  let sql = """
    INSERT INTO projects (id, number, org_id, name, slug, platform, created_at)
    VALUES (?, (SELECT coalesce(max(number), 0) + 1 FROM projects), ?, ?, nullif(?, ''), nullif(?, ''), ?)
    """
  Sqlite.execute(db, sql, [id, org_id, name, slug, platform, "${now()}"])?
  Ok(id)
end

## The project of an id, a slug or a number.
pub fn find(db :: SqliteConn, name :: String) -> Result<Option<Project>, String> do
  # SQLite takes `1.0`, ` 1` and `+1` for numbers too: 0 is the number of no project.
  let number = if Regex.is_match(~r/^[0-9]+$/, name) do name else "0" end
  let sql = "SELECT ${columns()} FROM projects p WHERE p.id = ? OR p.slug = ? OR p.number = ?"
  Result.map(Sqlite.query_as(db, sql, [name, name, number]), List.first)
end

pub fn of_org(db :: SqliteConn, org_id :: String) -> Result<List<Project>, String> do
  Sqlite.query_as(db, "SELECT ${columns()} FROM projects p WHERE p.org_id = ? ORDER BY p.name, p.id", [org_id])
end

## Adds a key; gives its text. With "" the text is random.
pub fn create_key(db :: SqliteConn, project_id :: String, label :: String, wanted :: String) -> Result<String, String> do
  let key = if wanted == "" do "mshr_" <> Crypto.random_hex(24) else wanted end
  let sql = "INSERT INTO api_keys (id, project_id, key_value, label, created_at) VALUES (?, ?, ?, ?, ?)"
  Sqlite.execute(db, sql, [Crypto.uuid7(), project_id, key, label, "${now()}"])?
  Ok(key)
end

## The project that a key belongs to, unless the key is revoked.
pub fn by_key(db :: SqliteConn, key :: String) -> Result<Option<Project>, String> do
  let sql = """
    SELECT ${columns()} FROM api_keys k JOIN projects p ON p.id = k.project_id
    WHERE k.key_value = ? AND k.revoked_at IS NULL
    """
  Result.map(Sqlite.query_as(db, sql, [key]), List.first)
end

## Revokes a key by its id; the number of keys that changed.
pub fn revoke_key(db :: SqliteConn, id :: String) -> Result<Int, String> do
  Sqlite.execute(db, "UPDATE api_keys SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL", ["${now()}", id])
end

## The key of project 1; makes organization, project and key at the first start.
pub fn bootstrap(db :: SqliteConn, wanted :: String) -> Result<String, String> do
  Sqlite.transaction(db, fn ->
    let projects = Sqlite.query(db, "SELECT id FROM projects LIMIT 1", [])?
    if List.is_empty(projects) do
      let org = Orgs.create(db, "Default", "default")?
      let project = create(db, org, "Default", "default", "")?
      create_key(db, project, "default", wanted)
    else
      let sql = """
        SELECT k.key_value FROM api_keys k JOIN projects p ON p.id = k.project_id
        WHERE p.number = 1 AND k.revoked_at IS NULL ORDER BY k.created_at LIMIT 1
        """
      let keys = Sqlite.query(db, sql, [])?
      Ok(Option.unwrap_or(Option.map(List.first(keys), fn row -> Map.get(row, "key_value") end), ""))
    end
  end)
end
