# databases: sqlite postgres
# Several statements that are killed or late in the middle leave nothing of them, and no connection in a transaction.
fn start() -> Sql = sql"insert into t values (1)"

# For 1 it inserts a row, for 2 it never ends.
fn insert(n :: Int) -> Sql =
  sql"insert into t with recursive c(x) as (select 1 union all select x % 7 + 1 from c where ${n} > 1) select count(*) from c"

fn all(db :: Db) -> Bool = Result.is_ok(Db.run_all(db, [start(), insert(1), insert(2)]))

fn many(db :: Db) -> Bool = Result.is_ok(Db.run_many(db, [insert(1), insert(1), insert(2)]))

fn one_by_one(db :: Db) -> Bool = Result.is_ok(Db.transaction(db, fn tx ->
  Db.run(tx, insert(1))?
  Db.run(tx, insert(2))
end))

# What others see of a row that is written next.
fn look(db :: Db, other :: Db, n :: Int) -> Result<(), DbError> do
  Db.run(db, sql"insert into t values (${n})")?
  let seen :: List<Int> = Db.all(other, sql"select a from t order by a")?
  println("${seen}")
  Ok(())
end

fn spoil(db :: Db, other :: Db, n :: Int, work :: Fun(Db) -> Bool) -> Result<(), DbError> do
  println("${work(Db.with_timeout(db, 100))}")
  look(db, other, n)?
  let (pid, _) = Process.spawn_monitor(fn ->
    let _ = work(db)
    ()
  end)
  Timer.sleep(100)
  Process.exit(pid, Killed)
  receive do
    (:down, _, reason) -> println("${reason}")
  end
  look(db, other, n + 1)
end

fn run() -> Result<(), DbError> do
  let db = Db.open(Env.get("DATABASE_URL", ""))?
  let other = Db.open(Env.get("DATABASE_URL", ""))?
  Db.run(db, sql"create table t (a bigint)")?
  spoil(db, other, 10, all)?
  spoil(db, other, 20, many)?
  spoil(db, other, 30, one_by_one)?
  Ok(())
end

fn main() = run()
