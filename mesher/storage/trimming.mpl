##! Keeps what is kept beside events within bounds, however much comes: the oldest go.

import Storage.Attachments

# Rows of a project, newest first, that are kept of each table; the column is the time that they go by.
fn bounds() -> List<(String, String, Int)> do
  [
    ("logs", "received_at", 1000000),
    ("transactions", "received_at", 100000),
    ("checkins", "received_at", 500000),
    ("release_sessions", "seen_at", 500000),
    ("session_users", "day", 1000000)
  ]
end

fn files_most() -> Int = 100000

# Rows that go at once: others write between.
fn portion() -> Int = 5000

## Removes what is beyond the bounds of all projects: how many rows went.
pub fn run(db :: Db) -> Result<Int, DbError> do
  let projects :: List<String> = Db.all(db, sql"SELECT id FROM projects ORDER BY id")?
  let counts = List.try_map(projects, fn project_id -> of_project(db, project_id) end)?
  Ok(List.sum(counts))
end

fn of_project(db :: Db, project_id :: String) -> Result<Int, DbError> do
  let counts = List.try_map(bounds(), fn((table, column, most)) ->
    trim(db, project_id, Sql.name(table), Sql.name(column), most)
  end)?
  Ok(List.sum(counts) + files(db, project_id)?)
end

fn oldest_kept(
  db :: Db,
  project_id :: String,
  table :: Sql,
  column :: Sql,
  most :: Int
) -> Result<Option<Int>, DbError> do
  Db.first(db, sql"""
    SELECT ${column} FROM ${table} WHERE project_id = ${project_id} ORDER BY ${column} DESC LIMIT 1 OFFSET ${most - 1}
    """)
end

## Removes what a table has of a project beyond its newest rows.
pub fn trim(
  db :: Db,
  project_id :: String,
  table :: Sql,
  column :: Sql,
  most :: Int
) -> Result<Int, DbError> do
  case oldest_kept(db, project_id, table, column, most)? do
    None -> Ok(0)
    Some(limit) -> portions(db, project_id, table, column, limit, 0)
  end
end

# By spans of time, each of which holds a portion.
fn portions(
  db :: Db,
  project_id :: String,
  table :: Sql,
  column :: Sql,
  limit :: Int,
  gone :: Int
) -> Result<Int, DbError> do
  let end_of_portion :: Option<Int> = Db.first(db, sql"""
    SELECT ${column} FROM ${table} WHERE project_id = ${project_id} AND ${column} < ${limit}
    ORDER BY ${column} LIMIT 1 OFFSET ${portion()}
    """)?
  let until = Option.unwrap_or(Option.map(end_of_portion, fn at -> at + 1 end), limit)
  let removed =
    Db.run(db, sql"DELETE FROM ${table} WHERE project_id = ${project_id} AND ${column} < ${until}")?
  if end_of_portion == None do
    Ok(gone + removed)
  else
    portions(db, project_id, table, column, limit, gone + removed)
  end
end

fn files(db :: Db, project_id :: String) -> Result<Int, DbError> do
  case oldest_kept(
    db,
    project_id,
    Sql.name("attachments"),
    Sql.name("received_at"),
    files_most()
  )? do
    None -> Ok(0)
    Some(limit) -> Attachments.purge(db, project_id, limit, portion())
  end
end
