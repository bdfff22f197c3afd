# `execute` gives the rows that this statement changed, none for one that changes no rows.
fn run(db :: SqliteConn, sql :: String) -> () do
  println("${Sqlite.execute(db, sql, [])} ${sql}")
end

fn main() do
  case Sqlite.open(":memory:") do
    Err(error) -> println(error)
    Ok(db) -> do
      run(db, "CREATE TABLE t (n INTEGER PRIMARY KEY, s TEXT)")
      run(db, "INSERT INTO t (s) VALUES ('a'), ('b'), ('c')")
      run(db, "CREATE TABLE u (n INTEGER REFERENCES t ON DELETE CASCADE)")
      run(db, "BEGIN")
      run(db, "UPDATE t SET s = 'x' WHERE n > 1")
      run(db, "COMMIT")
      run(db, "INSERT INTO t (s) VALUES ('d') RETURNING n")
      run(db, "PRAGMA foreign_keys = ON")
      run(db, "INSERT INTO u VALUES (1), (1)")
      run(db, "DELETE FROM t WHERE n = 1")
      run(db, "DELETE FROM t WHERE n = 100")
      run(db, "DROP TABLE u")
    end
  end
end
