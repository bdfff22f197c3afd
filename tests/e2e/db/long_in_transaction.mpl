# Beside a statement of a transaction that takes long others go on; it ends with its actor, and in its time.
fn long() -> Sql =
  sql"with recursive n(i) as (select 1 union all select i + 1 from n where i < ${4_000_000_000}) select count(*) from n"

fn count_long(db :: Db) -> Result<Int, DbError> do
  Db.transaction(db, fn tx ->
    Db.run(tx, sql"create table if not exists t (a int)")?
    let found :: Result<Int, DbError> = Db.value(tx, long())
    found
  end)
end

fn sleeps(left :: Int) -> () do
  if left > 0 do
    Timer.sleep(2)
    sleeps(left - 1)
  end
end

fn work(db :: Db) -> Result<(), DbError> do
  println("${count_long(Db.with_timeout(db, 200)).inspect()}")
  let (pid, watch) = Process.spawn_monitor(fn -> println("${count_long(db).inspect()}") end)
  sleeps(50)
  println("others go on: ${Process.alive(pid)}")
  Process.exit(pid, Killed)
  receive do
    (:down, ref, _, reason) when ref == watch -> println("${reason}")
  end
  # The connection is the next one's.
  let n :: Int = Db.transaction(db, fn tx -> Db.value(tx, sql"select 1") end)?
  println("${n}")
  Ok(())
end

fn main() do
  println("${Result.and_then(Db.open("sqlite::memory:"), work).inspect()}")
end
