# databases: sqlite postgres
# A parameter is a number where it is given one, also where no column tells its type.
fn names(db :: Db, sql :: Sql) -> String do
  let found :: Result<List<String>, DbError> = Db.all(db, sql)
  "${found}"
end

fn run() -> Result<(), DbError> do
  let db = Db.open(Env.get("DATABASE_URL", ""))?
  Db.run(db, sql"create table t (name text, n int, raw bytea)")?
  Db.run(db, sql"insert into t values (${"abc"}, ${5}, NULL), ('longer name', 7, NULL)")?
  println("length(name) > 4: ${names(db, sql"select name from t where length(name) > ${4}")}")
  let count :: Int = Db.value(db, sql"select count(*) from t having count(*) > ${1}")?
  println("count > 1: ${count}")
  println("n + 0 = 5: ${names(db, sql"select name from t where n + 0 = ${5}")}")
  println("coalesce: ${names(db, sql"select name from t where coalesce(n, 0) >= ${6}")}")
  let sum :: Int = Db.value(db, sql"select ${4} + ${1}")?
  println("sum: ${sum}")
  Ok(())
end

fn main() = run()
