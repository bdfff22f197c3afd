# A database (`DATABASE_URL`; a file of SQLite without it): single-row inserts in one transaction, point reads by 1, 16 and 64 actors, one
# insert of many rows. What each took goes to standard error, in ms. Argument: how many rows; a tenth of that is read.
struct Row do
  id :: Int
  name :: String
  size :: Float
end deriving(Row)

fn timed<T>(label :: String, work :: Fun() -> T) -> T do
  let start = Timer.now()
  let outcome = work()
  IO.eprintln("${label} ${Timer.now() - start}")
  outcome
end

fn insert(n :: Int) -> Sql =
  sql"insert into items (id, name, size) values (${n}, ${"item ${n}"}, ${Int.to_float(n) / 2.0})"

fn insert_all(tx :: Db, n :: Int, count :: Int) -> Result<Int, DbError> do
  if n == count do
    Ok(n)
  else
    Db.run(tx, insert(n))?
    insert_all(tx, n + 1, count)
  end
end

fn read_all(db :: Db, n :: Int, stop :: Int, rows :: Int, good :: Int) -> Int do
  if n == stop do
    good
  else
    let id = n * 7919 % rows
    let found :: Result<Option<Row>, DbError> =
      Db.first(db, sql"select id, name, size from items where id = ${id}")
    let is_good = case found do
      Ok(Some(row)) -> row.id == id and row.name == "item ${id}"
      _ -> false
    end
    read_all(db, n + 1, stop, rows, if is_good do good + 1 else good end)
  end
end

fn read(db :: Db, reads :: Int, actors :: Int, rows :: Int) -> Int do
  let share = reads / actors
  let jobs = for k in 0..actors do
    Job.async(fn -> read_all(db, k * share, (k + 1) * share, rows, 0) end)
  end
  List.reduce(jobs, 0, fn sum, job -> sum + Result.unwrap_or(Job.await(job), 0) end)
end

fn run(db :: Db, rows :: Int) -> Result<(), DbError> do
  Db.run(db, sql"drop table if exists items")?
  Db.run(
    db,
    sql"create table items (id bigint primary key, name text not null, size double precision not null)"
  )?
  let inserted =
    timed("inserts", fn -> Db.transaction(db, fn tx -> insert_all(tx, 0, rows) end) end)
  println("${inserted}")
  let reads = rows / 10 / 64 * 64
  for actors in [1, 16, 64] do
    let good = timed("reads/${actors}", fn -> read(db, reads, actors, rows) end)
    println("${good == reads}")
  end
  Db.run(db, sql"delete from items")?
  let added = timed("bulk", fn -> Db.run_many(db, Range.to_list(0..rows), insert) end)
  println("${added}")
  Ok(())
end

fn main() -> Result<(), DbError> do
  let rows = Option.unwrap_or(
    Option.and_then(List.first(Env.args()), fn text -> String.to_int(text) end),
    1000
  )
  let path = "/tmp/mesh-bench-${Crypto.uuid4()}.db"
  let db = Db.open(Env.get("DATABASE_URL", "sqlite:${path}"))?
  run(db, rows)?
  Db.close(db)
  for suffix in ["", "-wal", "-shm"] do
    let _ = File.delete(path <> suffix)
  end
  Ok(())
end
