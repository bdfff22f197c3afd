fn run() -> Int!String do
  let db = Sqlite.open(":memory:")?
  Sqlite.execute(db, "CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT, age INTEGER)", [])?
  let a = Sqlite.execute(db, "INSERT INTO users (name, age) VALUES (?, ?)", ["Ana", "30"])?
  Sqlite.execute(db, "INSERT INTO users (name, age) VALUES (?, ?), (?, ?)", ["Bob", "25", "Cyd", "41"])?
  println("${a}")
  let rows = Sqlite.query(db, "SELECT name, age FROM users WHERE age > ? ORDER BY name", ["26"])?
  for row in rows do
    println("${Map.get(row, "name")} is ${Map.get(row, "age")}")
  end
  Sqlite.begin(db)?
  Sqlite.execute(db, "DELETE FROM users", [])?
  Sqlite.rollback(db)?
  let count = Sqlite.query(db, "SELECT count(*) AS n FROM users", [])?
  println("${List.map(count, fn r -> Map.get(r, "n") end)}")
  case Sqlite.query(db, "SELECT nonsense", []) do
    Ok(_) -> println("unexpected")
    Err(_) -> println("refused")
  end
  Sqlite.close(db)
  Ok(0)
end

fn main() do
  case run() do
    Ok(_) -> println("ok")
    Err(e) -> println("error: ${e}")
  end
end
