# Two connections to one file see each other's committed changes, and what is written lasts.
fn rows(db :: SqliteConn) -> String = "${Sqlite.query(db, "SELECT a FROM t ORDER BY a", [])}"

fn main() do
  let path = "/tmp/mesh-sqlite-test-${Crypto.uuid4()}.db"
  let first = Result.unwrap(Sqlite.open(path))
  let second = Result.unwrap(Sqlite.open(path))
  println("${Sqlite.execute(first, "CREATE TABLE t (a INTEGER)", [])}")
  println("${Sqlite.begin(first)} ${Sqlite.execute(first, "INSERT INTO t VALUES (1)", [])}")
  println("${rows(first)} ${rows(second)}")
  println("${Sqlite.commit(first)} ${rows(second)}")
  Sqlite.close(first)
  println("${Sqlite.execute(second, "INSERT INTO t VALUES (2)", [])}")
  Sqlite.close(second)
  let third = Result.unwrap(Sqlite.open(path))
  println(rows(third))
  Sqlite.close(third)
  println("${File.delete(path)}")
end
