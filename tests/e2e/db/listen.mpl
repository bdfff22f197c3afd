# databases: postgres
# What is told through a channel reaches who listens, when the transaction is committed; nobody hears other channels.
fn next() do
  receive do
    Notified(channel, text) -> println("${channel}: ${text}")
    Reconnected(channel) -> println("${channel} again")
  end
end

fn work(db :: Db) -> Result<(), DbError> do
  Db.listen(db, "jobs", self())?
  Db.listen(db, "Odd \"channel\"", self())?
  Db.notify(db, "jobs", "first")?
  next()
  Db.notify(db, "others", "nobody hears it")?
  let _ = Db.transaction(db, fn tx ->
    Db.notify(tx, "jobs", "never")?
    Db.run(tx, sql"nonsense -- unchecked")
  end)
  Db.transaction(db, fn tx ->
    Db.notify(tx, "jobs", "second")?
    Db.run(tx, sql"notify jobs, 'third'")
  end)?
  next()
  next()
  Db.notify(db, "Odd \"channel\"", "größe")?
  next()
  let ears :: Int = Db.value(
    db,
    sql"select count(*) from pg_stat_activity where query like 'listen%' and datname = current_database()"
  )?
  println("${ears}")
  Ok(())
end

fn main() do
  case Result.and_then(Db.open(Env.get("DATABASE_URL", "")), work) do
    Ok(_) -> println("done")
    Err(error) -> println("${error}")
  end
end
