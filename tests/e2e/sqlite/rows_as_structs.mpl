# `query_as` makes values of the rows.
struct User do
  id :: Int
  name :: String
  mail :: Option<String>
end

impl FromRow for User do
  fn from_row(row :: DbRow) -> Result<User, String> do
    Ok(User { id: Db.column(row, "id")?, name: Db.column(row, "name")?, mail: Db.column(row, "mail")? })
  end
end

fn main() do
  let db = Result.unwrap(Sqlite.open(":memory:"))
  let _ = Sqlite.execute(db, "CREATE TABLE users (id INTEGER, name TEXT, mail TEXT)", [])
  let _ = Sqlite.execute(db, "INSERT INTO users VALUES (1, 'Ada', 'ada@x'), (2, 'Bob', NULL)", [])
  let users :: Result<List<User>, String> = Sqlite.query_as(db, "SELECT * FROM users ORDER BY id", [])
  println("${users}")
  let broken :: Result<List<User>, String> = Sqlite.query_as(db, "SELECT name FROM users", [])
  case broken do
    Ok(_) -> println("unexpected")
    Err(error) -> println(error)
  end
end
