# databases: sqlite postgres
# stderr: in the middle
# `Ok` keeps what a transaction did; `Err`, a crash and a kill take it back; one inside of another can be taken back alone.
fn count(db :: Db) -> String do
  let found :: Result<Int, DbError> = Db.value(db, sql"select count(*) from t")
  case found do
    Ok(n) -> "${n}"
    Err(error) -> "${error}"
  end
end

fn add(db :: Db, n :: Int) -> Result<Int, DbError> = Db.run(db, sql"insert into t values (${n})")

fn work(db :: Db) -> Result<(), DbError> do
  Db.run(db, sql"create table t (a int primary key)")?
  let kept = Db.transaction(db, fn tx ->
    add(tx, 1)?
    add(tx, 2)
  end)
  println("${kept.inspect()} ${count(db)}")
  let failed = Db.transaction(db, fn tx ->
    add(tx, 3)?
    add(tx, 1)
  end)
  println("${failed.inspect()} ${count(db)}")
  let own :: Result<Int, DbError> = Db.transaction(db, fn tx ->
    add(tx, 3)?
    Err(Other("own", "not today"))
  end)
  println("${own.inspect()} ${count(db)}")
  # A statement that failed is not to be passed over.
  let passed_over = Db.transaction(db, fn tx ->
    add(tx, 3)?
    let _ = add(tx, 3)
    println("inside ${count(tx)}")
    Ok(0)
  end)
  println("${passed_over.inspect()} ${count(db)}")
  let nested = Db.transaction(db, fn tx ->
    add(tx, 3)?
    let inner = Db.transaction(tx, fn inner ->
      add(inner, 4)?
      add(inner, 3)
    end)
    println("inner ${inner.inspect()} ${count(tx)}")
    let inner = Db.transaction(tx, fn inner -> add(inner, 4) end)
    println("inner ${inner.inspect()} ${count(tx)}")
    add(tx, 5)
  end)
  println("${nested.inspect()} ${count(db)}")
  let leaked = Db.transaction(db, fn tx -> Ok(tx) end)?
  println("${add(leaked, 9).inspect()}")
  let _ = Process.spawn_monitor(fn ->
    let done :: Result<Int, DbError> = Db.transaction(db, fn tx ->
      add(tx, 6)?
      panic("in the middle")
    end)
    println("not reached ${done.inspect()}")
  end)
  receive do
    (:down, _, _) -> println("crashed: ${count(db)}")
  end
  let me = self()
  let (killed, _) = Process.spawn_monitor(fn ->
    let _ = Db.transaction(db, fn tx ->
      add(tx, 7)?
      send(me, (:began, tx))
      Timer.sleep(60000)
      add(tx, 8)
    end)
    ()
  end)
  receive do
    (:began, tx) -> do
      Process.exit(killed, Killed)
      receive do
        (:down, _, _) -> ()
      end
      println("${add(tx, 9).inspect()}")
    end
  end
  println("killed: ${count(db)}")
  println("${Db.run(db, sql"begin").inspect()}")
  println("${Db.run(db, sql" COMMIT").inspect()}")
  println("${Db.run(db, sql"/* now */ begin").inspect()}")
  println("${Db.transaction(db, fn tx -> add(tx, 7) end).inspect()} ${count(db)}")
  Ok(())
end

fn main() do
  case Result.and_then(Db.open(Env.get("DATABASE_URL", "")), work) do
    Ok(_) -> println("done")
    Err(error) -> println("${error}")
  end
end
