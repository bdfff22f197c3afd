##! The table of to-dos.

pub struct Todo do
  id :: Int
  title :: String
  done :: Bool
end deriving(Json, Row)

struct NewTodo do
  title :: String
end deriving(Json)

pub fn open(path :: String) -> Db!String do
  let db = Db.open("sqlite:${path}")?
  Db.run(db, sql"""
    CREATE TABLE IF NOT EXISTS todos (id INTEGER PRIMARY KEY, title TEXT NOT NULL, done INTEGER NOT NULL DEFAULT 0)
    """)?
  Ok(db)
end

pub fn all(db :: Db) -> List<Todo>!String = Ok(Db.all(db, sql"SELECT * FROM todos ORDER BY id")?)

pub fn add(db :: Db, text :: String) -> Todo!String do
  let wanted = NewTodo.from_json(text)?
  if String.is_empty(String.trim(wanted.title)) do
    return Err("a todo needs a title")
  end
  let added = Db.first(db, sql"INSERT INTO todos (title) VALUES (${wanted.title}) RETURNING *")?
  Option.ok_or(added, "nothing was added")
end

pub fn finish(db :: Db, id :: Int) -> Int!String =
  Ok(Db.run(db, sql"UPDATE todos SET done = 1 WHERE id = ${id}")?)

pub fn remove(db :: Db, id :: Int) -> Int!String =
  Ok(Db.run(db, sql"DELETE FROM todos WHERE id = ${id}")?)
