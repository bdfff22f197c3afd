# databases: sqlite postgres
# Steps are applied once, in their order, each whole or not at all, by one of many that begin together; a database that is newer,
# or had other steps, is left alone.
fn step(number :: Int, name :: String, sql :: String) -> Migration =
  Migration { number: number, name: name, sql: sql }

fn show(outcome :: Result<List<Migration>, DbError>) do
  case outcome do
    Ok(done) -> println("${List.map(done, fn one -> one.name end)}")
    Err(error) -> println("${error}")
  end
end

fn work(db :: Db) -> Result<(), DbError> do
  let first = step(
    1,
    "users",
    "create table users (id int primary key, name text);\ncreate table posts (id int);\n"
  )
  let second =
    step(2, "more", "alter table users add column age int; insert into users values (1, 'Ada', 36)")
  let jobs = for _ in 0..8 do
    Job.async(fn -> Db.migrate_by(db, [second, first]) end)
  end
  let done = for job in jobs do
    case Job.await_timeout(job, 60000) do
      Ok(Ok(done)) -> List.length(done)
      _ -> 100
    end
  end
  println("${List.reduce(done, 0, fn sum, n -> sum + n end)}")
  let users :: List<(Int, String, Int)> = Db.all(db, sql"select id, name, age from users")?
  println("${users}")
  show(Db.migrate_by(db, [first, second]))
  let broken = step(3, "broken", "create table half (id int); insert into nowhere values (1)")
  println("${Result.is_err(Db.migrate_by(db, [first, second, broken]))} ${Result.is_err(Db.run(db, sql"insert into half values (1)"))}")
  show(Db.migrate_by(db, [first, second, step(4, "later", "create table later (id int)")]))
  show(Db.migrate_by(db, [
    first,
    second,
    step(3, "mended", "create table half (id int)"),
    step(4, "later", "create table later (id int)")
  ]))
  show(Db.migrate_by(db, [first, second]))
  show(Db.migrate_by(db, [
    first,
    step(2, "more", "alter table users add column size int"),
    step(4, "later", "")
  ]))
  show(Db.migrate_by(db, [step(5, "a", ""), step(5, "b", "")]))
  Ok(())
end

fn main() do
  case Result.and_then(Db.open(Env.get("DATABASE_URL", "")), work) do
    Ok(_) -> println("done")
    Err(error) -> println("${error}")
  end
end
