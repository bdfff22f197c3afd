##! Projects and their keys.

pub struct Project do
  id :: String
  number :: Int
  name :: String
  slug :: String
end deriving(Json, Row, Debug)

## The project that a key belongs to, unless the key is revoked.
pub fn by_key(db :: SqliteConn, key :: String) -> Result<Option<Project>, String> do
  let sql = """
    SELECT p.id, p.number, p.name, p.slug FROM api_keys k JOIN projects p ON p.id = k.project_id
    WHERE k.key_value = ? AND k.revoked_at IS NULL
    """
  Result.map(Sqlite.query_as(db, sql, [key]), List.first)
end

## The project of an id, a slug or a number.
pub fn find(db :: SqliteConn, name :: String) -> Result<Option<Project>, String> do
  let sql = "SELECT id, number, name, slug FROM projects WHERE id = ? OR slug = ? OR number = ?"
  Result.map(Sqlite.query_as(db, sql, [name, name, name]), List.first)
end

## The key of the default project; makes organization, project and key at the first start.
pub fn bootstrap(db :: SqliteConn, wanted :: String) -> Result<Option<String>, String> do
  let known = Sqlite.query(db, "SELECT id FROM projects LIMIT 1", [])?
  if List.is_empty(known) do
    let key = if wanted == "" do "mshr_" <> Crypto.random_hex(24) else wanted end
    let (org, project, now) = (Crypto.uuid7(), Crypto.uuid7(), "${DateTime.to_unix_micros(DateTime.utc_now())}")
    Sqlite.begin(db)?
    Sqlite.execute(db, "INSERT INTO organizations VALUES (?, 'Default', 'default', ?)", [org, now])?
    let insert = "INSERT INTO projects VALUES (?, 1, ?, 'Default', 'default', '', ?)"
    Sqlite.execute(db, insert, [project, org, now])?
    Sqlite.execute(db, "INSERT INTO api_keys VALUES (?, ?, ?, 'default', ?, NULL)", [Crypto.uuid7(), project, key, now])?
    Sqlite.commit(db)?
    Ok(Some(key))
  else
    Ok(None)
  end
end
