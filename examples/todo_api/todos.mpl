##! The table of to-dos.

pub struct Todo do
  id :: Int
  title :: String
  done :: Bool
end deriving(Json, Row)

struct NewTodo do
  title :: String
end deriving(Json)

pub fn open(path :: String) -> SqliteConn!String do
  let db = Sqlite.open(path)?
  Sqlite.execute(db, """
    CREATE TABLE IF NOT EXISTS todos (id INTEGER PRIMARY KEY, title TEXT NOT NULL, done INTEGER NOT NULL DEFAULT 0)
    """, [])?
  Ok(db)
end

pub fn all(db :: SqliteConn) -> List<Todo>!String = Sqlite.query_as(db, "SELECT * FROM todos ORDER BY id", [])

pub fn add(db :: SqliteConn, text :: String) -> Todo!String do
  let wanted = NewTodo.from_json(text)?
  if String.is_empty(String.trim(wanted.title)) do
    return Err("a todo needs a title")
  end
  let added = Sqlite.query_as(db, "INSERT INTO todos (title) VALUES (?) RETURNING *", [wanted.title])?
  Option.ok_or(List.first(added), "nothing was added")
end

pub fn finish(db :: SqliteConn, id :: String) -> Int!String do
  Sqlite.execute(db, "UPDATE todos SET done = 1 WHERE id = ?", [id])
end

pub fn remove(db :: SqliteConn, id :: String) -> Int!String do
  Sqlite.execute(db, "DELETE FROM todos WHERE id = ?", [id])
end
