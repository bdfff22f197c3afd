##! Searches that people keep.

from Storage.Clock import now, shown

pub struct SavedSearch do
  id :: String
  name :: String
  query :: String
  sort :: String
  ## Everybody in the project sees it.
  shared :: Bool
  created_at :: String
end deriving(Json)

struct SearchRow do
  id :: String
  user_id :: String
  name :: String
  query :: String
  sort :: String
  created_at :: Int
end deriving(Row)

## A project keeps so many for everybody, and as many for each user.
pub fn most() -> Int = 100

fn owner(user :: Option<String>) -> String = Option.unwrap_or(user, "")

## Those of everybody and those of a user, by name.
pub fn all(
  db :: Db,
  project_id :: String,
  user :: Option<String>
) -> Result<List<SavedSearch>, DbError> do
  let owners = ["", owner(user)]
  let rows :: List<SearchRow> = Db.all(db, sql"""
    SELECT id, user_id, name, query, sort, created_at FROM saved_searches WHERE project_id = ${project_id}
      AND user_id IN ${owners}
    ORDER BY name, id
    """)?
  Ok(List.map(rows, fn row ->
    SavedSearch {
      id: row.id,
      name: row.name,
      query: row.query,
      sort: row.sort,
      shared: row.user_id == "",
      created_at: shown(row.created_at)
    }
  end))
end

## Keeps a search, for a user or for everybody; gives its id, or `None` when there are too many.
pub fn add(
  db :: Db,
  project_id :: String,
  user :: Option<String>,
  name :: String,
  query :: String,
  sort :: String
) -> Result<Option<String>, DbError> do
  let id = Crypto.uuid7()
  let added = Db.run(db, sql"""
    INSERT INTO saved_searches (id, project_id, user_id, name, query, sort, created_at)
    SELECT ${id}, ${project_id}, ${owner(user)}, ${name}, ${query}, ${sort}, CAST(${now()} AS BIGINT)
    WHERE (SELECT count(*) FROM saved_searches WHERE project_id = ${project_id} AND user_id = ${owner(user)}) < ${most()}
    """)?
  Ok(if added == 1 do Some(id) else None end)
end

## Forgets a search of everybody, or of the user; the number of those that went.
pub fn delete(
  db :: Db,
  project_id :: String,
  user :: Option<String>,
  id :: String
) -> Result<Int, DbError> do
  let owners = ["", owner(user)]
  Db.run(
    db,
    sql"DELETE FROM saved_searches WHERE id = ${id} AND project_id = ${project_id} AND user_id IN ${owners}"
  )
end
