# Two pools over one file see each other's committed changes, and what is written lasts.
fn rows(db :: Db) -> String do
  let all :: Result<List<Int>, DbError> = Db.all(db, sql"select a from t order by a")
  "${all}"
end

fn open(url :: String) -> Db = Result.unwrap(Db.open_sqlite(url))

fn main() do
  let path = "/tmp/mesh-sqlite-test-${Crypto.uuid4()}.db"
  let (first, second) = (open("sqlite:${path}"), open("sqlite://${path}?pool_max=1"))
  println("${Db.run(first, sql"create table t (a int)")}")
  let inside = Db.transaction(first, fn tx ->
    Db.run(tx, sql"insert into t values (1)")?
    println("${rows(tx)} ${rows(first)} ${rows(second)}")
    let hasty = Db.with_timeout(second, 50)
    println("${Db.run(hasty, sql"insert into t values (7)")} ${Db.run(first, sql"insert into t values (7)")}")
    Ok(0)
  end)
  println("${inside} ${rows(second)}")
  Db.close(first)
  Db.close(first)
  println("${Db.run(second, sql"insert into t values (2)")} ${Db.run(first, sql"insert into t values (7)")}")
  let only_reads = open("sqlite:${path}?mode=ro")
  println("${rows(only_reads)} ${Result.is_err(Db.run(only_reads, sql"insert into t values (7)"))}")
  Db.close(only_reads)
  Db.close(second)
  let third = open("sqlite:${path}?mode=rw")
  println(rows(third))
  Db.close(third)
  let left = for suffix in ["", "-wal", "-shm"] do
    Result.is_ok(File.delete(path <> suffix))
  end
  # The last one that closes takes the other two away, at its leisure.
  println("${List.get(left, 0)}")
end
