# databases: sqlite postgres
# Fifty actors count up one number: in transactions that lock it, and in serializable ones, which are tried again when they clash.
fn read(db :: Db) -> Result<Int, DbError> = Db.value(db, sql"select n from counter")

fn up(db :: Db) -> Result<Int, DbError> = Db.run(db, sql"update counter set n = n + 1")

fn work(db :: Db) -> Result<(), DbError> do
  Db.run(db, sql"create table counter (n int)")?
  Db.run(db, sql"insert into counter values (0)")?
  let jobs = for _ in 0..50 do
    Job.async(fn ->
      for _ in 0..4 do
        Result.is_ok(Db.transaction(db, fn tx -> up(tx) end))
      end
    end)
  end
  let ended = for job in jobs do
    Job.await_timeout(job, 60000)
  end
  println("${List.length(List.filter(ended, fn one -> one == Ok([true, true, true, true]) end))} ${read(db).inspect()}")
  let jobs = for _ in 0..4 do
    Job.async(fn ->
      Db.transaction(db, :serializable, fn tx ->
        let n = read(tx)?
        Db.run(tx, sql"update counter set n = ${n + 1}")
      end)
    end)
  end
  let ended = for job in jobs do
    Job.await_timeout(job, 60000)
  end
  let done = List.length(List.filter(ended, fn one -> one == Ok(Ok(1)) end))
  println("${read(db) == Ok(200 + done)} ${done > 0}")
  # Readers see what was committed, while somebody writes.
  let seen = Db.transaction(db, fn tx ->
    up(tx)?
    let outside = Job.await_timeout(Job.async(fn -> read(db) end), 60000)
    Ok(outside == Ok(Ok(200 + done)))
  end)
  println("${seen.inspect()}")
  Ok(())
end

fn main() do
  case Result.and_then(Db.open(Env.get("DATABASE_URL", "")), work) do
    Ok(_) -> println("done")
    Err(error) -> println("${error}")
  end
end
