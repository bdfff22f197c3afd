# `Ok` keeps the changes of a transaction, `Err` takes them back; begin, commit and rollback by hand do the same.
fn count(db :: SqliteConn) -> String do
  case Sqlite.query(db, "SELECT count(*) AS n FROM t", []) do
    Ok([row]) -> Map.get(row, "n")
    _ -> "?"
  end
end

fn add(db :: SqliteConn, n :: Int) -> Result<Int, String> = Sqlite.execute(db, "INSERT INTO t VALUES (?)", ["${n}"])

fn main() do
  let db = Result.unwrap(Sqlite.open(":memory:"))
  let _ = Sqlite.execute(db, "CREATE TABLE t (a INTEGER UNIQUE)", [])
  let kept = Sqlite.transaction(db, fn ->
    add(db, 1)?
    add(db, 2)
  end)
  println("${kept} ${count(db)}")
  let failed = Sqlite.transaction(db, fn ->
    add(db, 3)?
    add(db, 1)
  end)
  println("${failed} ${count(db)}")
  println("${Sqlite.begin(db)} ${add(db, 4)} ${count(db)} ${Sqlite.rollback(db)} ${count(db)}")
  println("${Sqlite.begin(db)} ${add(db, 5)} ${Sqlite.commit(db)} ${count(db)}")
  println("${Result.is_err(Sqlite.commit(db))} ${Result.is_err(Sqlite.rollback(db))}")
  let all = Sqlite.execute_all(db, [
    Statement { sql: "INSERT INTO t VALUES (?)", params: ["6"] },
    Statement { sql: "INSERT INTO t VALUES (?)", params: ["1"] }
  ])
  println("${Result.is_err(all)} ${count(db)}")
end
