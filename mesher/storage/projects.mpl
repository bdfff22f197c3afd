##! Projects and their keys.

from Storage.Clock import now
import Storage.Orgs

pub struct Project do
  id :: String
  ## What stands in a DSN: clients take decimal numbers only.
  number :: Int
  org_id :: String
  name :: String
  slug :: Option<String>
  platform :: Option<String>
  ## Events in a window, where it is not the default.
  rate_limit :: Option<Int>
end deriving(Row, Debug)

fn columns() -> Sql = sql"p.id, p.number, p.org_id, p.name, p.slug, p.platform, p.rate_limit"

## Adds a project; gives its id.
pub fn create(
  db :: Db,
  org_id :: String,
  name :: String,
  slug :: String,
  platform :: String
) -> Result<String, DbError> do
  let id = Crypto.uuid7()
  Db.run(db, sql"""
    INSERT INTO projects (id, number, org_id, name, slug, platform, created_at)
    VALUES (${id}, (SELECT coalesce(max(number), 0) + 1 FROM projects), ${org_id}, ${name}, nullif(${slug}, ''),
      nullif(${platform}, ''), ${now()})
    """)?
  Ok(id)
end

## The project of an id, a slug or a number.
pub fn find(db :: Db, name :: String) -> Result<Option<Project>, DbError> do
  # `String.to_int` takes `+1` too: 0 is the number of no project.
  let number = if Regex.is_match(~r/^[0-9]+$/, name) do Option.unwrap_or(String.to_int(name), 0) else 0 end
  let condition = sql"p.id = ${name} OR p.slug = ${name} OR p.number = ${number}"
  Db.first(db, sql"SELECT ${columns()} FROM projects p WHERE ${condition}")
end

pub fn of_org(db :: Db, org_id :: String) -> Result<List<Project>, String> do
  Ok(Db.all(db, sql"SELECT ${columns()} FROM projects p WHERE p.org_id = ${org_id} ORDER BY p.name, p.id")?)
end

## Adds a key; gives its text. With "" the text is random.
pub fn create_key(db :: Db, project_id :: String, label :: String, wanted :: String) -> Result<String, DbError> do
  let key = if wanted == "" do "mshr_" <> Crypto.random_hex(24) else wanted end
  Db.run(db, sql"""
    INSERT INTO api_keys (id, project_id, key_value, label, created_at)
    VALUES (${Crypto.uuid7()}, ${project_id}, ${key}, ${label}, ${now()})
    """)?
  Ok(key)
end

## The project that a key belongs to, unless the key is revoked.
pub fn by_key(db :: Db, key :: String) -> Result<Option<Project>, String> do
  let project = Db.first(db, sql"""
    SELECT ${columns()} FROM api_keys k JOIN projects p ON p.id = k.project_id
    WHERE k.key_value = ${key} AND k.revoked_at IS NULL
    """)?
  Ok(project)
end

## Revokes a key by its id; the number of keys that changed.
pub fn revoke_key(db :: Db, id :: String) -> Result<Int, String> do
  Ok(Db.run(db, sql"UPDATE api_keys SET revoked_at = ${now()} WHERE id = ${id} AND revoked_at IS NULL")?)
end

## The key of project 1; makes organization, project and key at the first start.
pub fn bootstrap(db :: Db, wanted :: String) -> Result<String, String> do
  let key = Db.transaction(db, fn tx ->
    let projects :: Int = Db.value(tx, sql"SELECT count(*) FROM projects")?
    if projects == 0 do
      let org = Orgs.create(tx, "Default", "default")?
      let project = create(tx, org, "Default", "default", "")?
      create_key(tx, project, "default", wanted)
    else
      let key :: Option<String> = Db.first(tx, sql"""
        SELECT k.key_value FROM api_keys k JOIN projects p ON p.id = k.project_id
        WHERE p.number = 1 AND k.revoked_at IS NULL ORDER BY k.created_at LIMIT 1
        """)?
      Ok(Option.unwrap_or(key, ""))
    end
  end)?
  Ok(key)
end
