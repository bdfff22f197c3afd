# Every value comes as text; NULL is the empty text, or `None` where the type is an Option.
fn run(db :: SqliteConn, sql :: String, params :: List<String>) -> () do
  case Sqlite.execute(db, sql, params) do
    Ok(n) -> println("changed ${n}")
    Err(error) -> println("error: ${error}")
  end
end

fn main() do
  let db = Result.unwrap(Sqlite.open(":memory:"))
  run(db, "CREATE TABLE t (i INTEGER, r REAL, s TEXT, b INTEGER, n TEXT)", [])
  run(db, "INSERT INTO t VALUES (?, ?, ?, ?, NULL)", ["42", "2.5", "größe 'quoted' \"x\"", "1"])
  run(db, "INSERT INTO t VALUES (?, ?, ?, ?, ?)", ["-9223372036854775808", "1e3", "", "0", "there"])
  case Sqlite.query(db, "SELECT i, r, s, b, n, i + 1 AS next, typeof(i) AS kind FROM t ORDER BY rowid", []) do
    Err(error) -> println(error)
    Ok(rows) -> for row in rows do
      println("${row}")
      let i :: Result<Int, String> = Sqlite.column(row, "i")
      let r :: Result<Float, String> = Sqlite.column(row, "r")
      let b :: Result<Bool, String> = Sqlite.column(row, "b")
      let n :: Result<Option<String>, String> = Sqlite.column(row, "n")
      let missing :: Result<Int, String> = Sqlite.column(row, "zzz")
      let wrong :: Result<Int, String> = Sqlite.column(row, "s")
      println("${i} ${r} ${b} ${n}")
      println("${missing} ${Result.is_err(wrong)}")
    end
  end
  run(db, "UPDATE t SET b = 5", [])
  run(db, "DELETE FROM t WHERE i > ?", ["0"])
  println("${Sqlite.query(db, "SELECT count(*) AS n FROM t", [])}")
end
