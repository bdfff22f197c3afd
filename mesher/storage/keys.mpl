##! The keys that clients of a project send with.

from Storage.Clock import now

pub struct Key do
  id :: String
  project_id :: String
  key_value :: String
  label :: String
  rate_limit :: Option<Int>
  allowed_origins :: String
  created_at :: Int
  revoked_at :: Option<Int>
end deriving(Row)

fn select() -> Sql do
  sql"SELECT id, project_id, key_value, label, rate_limit, allowed_origins, created_at, revoked_at FROM api_keys"
end

## The keys of a project, oldest first.
pub fn of_project(db :: Db, project_id :: String) -> Result<List<Key>, DbError> do
  Db.all(db, sql"${select()} WHERE project_id = ${project_id} ORDER BY created_at, id")
end

pub fn find(db :: Db, id :: String) -> Result<Option<Key>, DbError> do
  Db.first(db, sql"${select()} WHERE id = ${id}")
end

## The oldest valid key of each of these projects, which their DSNs show.
pub fn first_of(db :: Db, project_ids :: List<String>) -> Result<Map<String, String>, DbError> do
  let pairs :: List<(String, String)> = Db.all(db, sql"""
    SELECT project_id, key_value FROM api_keys WHERE project_id IN ${project_ids} AND revoked_at IS NULL
    ORDER BY created_at DESC, id DESC
    """)?
  Ok(Map.from_list(pairs))
end

## Adds a key; gives its id and text. With "" the text is random.
pub fn create(
  db :: Db,
  project_id :: String,
  label :: String,
  wanted :: String,
  rate_limit :: Option<Int>,
  allowed_origins :: String
) -> Result<(String, String), DbError> do
  let (id, text) = (
    Crypto.uuid7(),
    if wanted == "" do "mshr_" <> Crypto.random_hex(24) else wanted end
  )
  Db.run(db, sql"""
    INSERT INTO api_keys (id, project_id, key_value, label, rate_limit, allowed_origins, created_at)
    VALUES (${id}, ${project_id}, ${text}, ${label}, ${rate_limit}, ${allowed_origins}, ${now()})
    """)?
  Ok((id, text))
end

## Changes what a key is called and what it may.
pub fn change(db :: Db, key :: Key) -> Result<Int, DbError> do
  Db.run(db, sql"""
    UPDATE api_keys SET label = ${key.label}, rate_limit = ${key.rate_limit}, allowed_origins = ${key.allowed_origins}
    WHERE id = ${key.id}
    """)
end

## Ends a key; the number of keys that ended.
pub fn revoke(db :: Db, id :: String) -> Result<Int, DbError> do
  Db.run(db, sql"UPDATE api_keys SET revoked_at = ${now()} WHERE id = ${id} AND revoked_at IS NULL")
end

## Ends a key and adds one in its place; the new id and text, `None` when the old one was over already.
pub fn rotate(db :: Db, key :: Key) -> Result<Option<(String, String)>, DbError> do
  Db.transaction(db, fn tx ->
    if revoke(tx, key.id)? == 1 do
      Ok(Some(create(tx, key.project_id, key.label, "", key.rate_limit, key.allowed_origins)?))
    else
      Ok(None)
    end
  end)
end

## The project that has or had a key of this text.
pub fn project_of(db :: Db, text :: String) -> Result<Option<String>, DbError> =
  Db.first(db, sql"SELECT project_id FROM api_keys WHERE key_value = ${text}")
