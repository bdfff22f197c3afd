# databases: sqlite postgres
# A query that never ends is cancelled when its actor is killed, when its time is over, and when the database is closed.
# Seventy of them keep nobody else from the database for longer than their time.
fn endless(db :: Db) -> Result<Int, DbError> do
  Db.value(
    db,
    sql"with recursive c(x) as (select 1 union all select x % 7 + 1 from c) select count(*) from c"
  )
end

fn one(db :: Db) -> Result<Int, DbError> = Db.value(db, sql"select 1")

# How many of them the server still works on, when it has had time to end them.
fn running(db :: Db, attempts :: Int) -> Result<Int, DbError> do
  if Db.dialect(db) == Sqlite do
    Ok(0)
  else
    let count :: Int = Db.value(
      db,
      sql"select count(*) from pg_stat_activity where state = 'active' and query like 'with recursive%' and datname = current_database()"
    )?
    if count == 0 or attempts == 0 do
      Ok(count)
    else
      Timer.sleep(100)
      running(db, attempts - 1)
    end
  end
end

fn work(db :: Db) -> Result<(), DbError> do
  Db.run(db, sql"create table t (a int)")?
  let hasty = Db.with_timeout(db, 100)
  println("${endless(hasty).inspect()} ${one(db).inspect()}")
  let (first, _) = Process.spawn_monitor(fn ->
    let _ = endless(db)
    ()
  end)
  Timer.sleep(50)
  Process.exit(first, Killed)
  receive do
    (:down, _, reason) -> println("${reason} ${one(db).inspect()}")
  end
  let (writer, _) = Process.spawn_monitor(fn ->
    let _ = Db.transaction(db, fn tx ->
      Db.run(tx, sql"insert into t values (1)")?
      endless(tx)
    end)
    ()
  end)
  Timer.sleep(100)
  Process.exit(writer, Killed)
  receive do
    (:down, _, reason) -> println("${reason}")
  end
  println("${Db.run(db, sql"insert into t values (2)").inspect()}")
  let left :: List<Int> = Db.all(db, sql"select a from t")?
  println("${left}")
  for n in 0..50 do
    let pid = spawn(fn ->
      let _ = endless(db)
      ()
    end)
    if n % 2 == 0 do
      Timer.sleep(1)
    end
    Process.exit(pid, Killed)
  end
  println("${one(db).inspect()}")
  let jobs = for _ in 0..70 do
    Job.async(fn -> endless(Db.with_timeout(db, 300)) end)
  end
  println("${one(db).inspect()}")
  let outcomes = for job in jobs do
    Job.await_timeout(job, 60000)
  end
  println("${List.length(List.filter(outcomes, fn outcome -> Result.is_ok(outcome) end))}")
  println("${one(db).inspect()} ${running(db, 100).inspect()}")
  let runs = Job.async(fn -> endless(db) end)
  Timer.sleep(50)
  let start = Timer.now()
  Db.close(db)
  println("${Timer.now() - start < 5000}")
  case Job.await_timeout(runs, 60000) do
    Ok(Err(Unavailable(_))) | Ok(Err(Timeout)) -> println("ended")
    outcome -> println("${outcome.inspect()}")
  end
  println("${one(db).inspect()}")
  Ok(())
end

fn main() do
  case Result.and_then(Db.open(Env.get("DATABASE_URL", "")), work) do
    Ok(_) -> println("done")
    Err(error) -> println("${error}")
  end
end
