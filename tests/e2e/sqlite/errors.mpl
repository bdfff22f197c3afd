# What fails gives `Err` with SQLite's text, and the connection goes on.
fn show(result :: Result<Int, String>) -> () do
  case result do
    Ok(n) -> println("ok ${n}")
    Err(error) -> println("err ${error}")
  end
end

fn main() do
  println("${Result.is_err(Sqlite.open("/no/such/folder/x.db"))}")
  let db = Result.unwrap(Sqlite.open(":memory:"))
  show(Sqlite.execute(db, "CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT NOT NULL UNIQUE)", []))
  show(Sqlite.execute(db, "INSERT INTO t VALUES (1, 'x')", []))
  show(Sqlite.execute(db, "INSERT INTO t VALUES (2, 'x')", []))
  show(Sqlite.execute(db, "INSERT INTO t VALUES (3, NULL)", []))
  println("${Result.is_err(Sqlite.execute(db, "NONSENSE", []))}")
  println("${Result.is_err(Sqlite.execute(db, "INSERT INTO t VALUES (?, ?)", ["1"]))}")
  println("${Result.is_err(Sqlite.query(db, "SELECT * FROM nowhere", []))}")
  show(Sqlite.execute(db, "INSERT INTO t VALUES (?, ?)", ["4", "'); DROP TABLE t; --"]))
  println("${Sqlite.query(db, "SELECT a FROM t ORDER BY a", [])}")
  Sqlite.close(db)
  show(Sqlite.execute(db, "SELECT 1", []))
  println("${Sqlite.query(db, "SELECT 1", [])}")
  println("${Sqlite.begin(db)}")
  Sqlite.close(db)
end
