# On the one connection of a database in memory nobody ends what others do: neither a query that is killed beside an open
# cursor, nor one that is late, nor a transaction, which is taken back. And a cursor does not wait for another.
fn endless(db :: Db) -> Result<Int, DbError> do
  Db.value(
    db,
    sql"with recursive n(i) as (select 1 union all select i + 1 from n) select count(*) from n"
  )
end

fn rows() -> Sql =
  sql"with recursive n(i) as (select 1 union all select i + 1 from n where i < 1000) select i from n"

fn kill(work :: Fun() -> Result<Int, DbError>) -> () do
  let (pid, _) = Process.spawn_monitor(fn ->
    let _ = work()
    ()
  end)
  Timer.sleep(50)
  Process.exit(pid, Killed)
  receive do
    (:down, _, reason) -> println("${reason}")
  end
end

fn disturb(db :: Db) -> Result<(), DbError> do
  kill(fn -> endless(db) end)
  println("late: ${endless(Db.with_timeout(db, 50)).inspect()}")
  kill(fn ->
    Db.transaction(db, fn tx ->
      Db.run(tx, sql"insert into t values (1)")?
      endless(tx)
    end)
  end)
  let n :: Int = Db.value(db, sql"select count(*) from t")?
  println("meanwhile: ${n}")
  println("${Db.transaction(db, fn tx -> Db.run(tx, sql"insert into t values (2)") end).inspect()}")
  let slow = spawn(fn ->
    let _ = Db.each(db, sql"values (1), (2)", fn(_n :: Int) -> Timer.sleep(60_000) end)
    ()
  end)
  Timer.sleep(50)
  let other = Db.each(Db.with_timeout(db, 10_000), rows(), fn(_n :: Int) -> () end)
  println("beside a slow one: ${other.inspect()}")
  Process.exit(slow, Killed)
  Ok(())
end

fn run() -> Result<(), DbError> do
  let db = Db.open("sqlite::memory:")?
  Db.run(db, sql"create table t (a integer)")?
  Db.each(db, rows(), fn(n :: Int) ->
    if n == 10 do
      println("${disturb(db).inspect()}")
    else if n == 1000 do
      println("read to the end")
    end
  end)?
  let left :: List<Int> = Db.all(db, sql"select a from t")?
  println("${left}")
  Ok(())
end

fn main() = run()
