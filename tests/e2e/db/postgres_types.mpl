# databases: postgres
# Types that only PostgreSQL has: as parameters, as texts and lists, and back.
fn text(db :: Db, sql :: Sql) -> String do
  let found :: Result<String, DbError> = Db.value(db, sql)
  case found do
    Ok(value) -> value
    Err(error) -> "${error}"
  end
end

fn work(db :: Db) -> Result<(), DbError> do
  Db.run(db, sql"create type mood as enum ('sad', 'ok')")?
  Db.run(
    db,
    sql"create table t (d date, c time, n numeric(12, 2), r real, m mood, v varchar(5), ids int[], names text[], i inet, p interval, ts timestamp)"
  )?
  let ids :: List<Option<Int>> = [Some(1), None, Some(3)]
  Db.run(db, sql"""
    insert into t values (${"2026-02-03"}, ${"04:05:06.5"}, ${12.5}, ${0.1}, ${"ok"}, ${"abc"}, ${ids}, ${["a\"b", "c,d"]},
      ${"10.0.0.1"}, ${"1 day"}, ${DateTime.from_unix_micros(1500000)})
    """)?
  println("${text(db, sql"select d from t")} ${text(db, sql"select c from t")} ${text(db, sql"select n from t")} ${text(db, sql"select m from t")} ${text(db, sql"select v from t")}")
  let r :: Float = Db.value(db, sql"select r from t")?
  let back :: List<Option<Int>> = Db.value(db, sql"select ids from t")?
  let names :: List<String> = Db.value(db, sql"select names from t")?
  let time :: DateTime = Db.value(db, sql"select ts from t")?
  println("${r} ${back} ${names} ${time}")
  println(text(db, sql"select p from t"))
  println("${text(db, sql"select p::text from t")} ${text(db, sql"select i::text from t")}")
  println(text(db, sql"select v from t where d = ${DateTime.from_unix_micros(1770076800000000)}"))
  println(text(db, sql"select v from t where n > ${12} and m = ${"ok"} and ${3} = any(ids)"))
  println("${Db.run(db, sql"update t set v = ${"too long"}").inspect()}")
  println("${Db.run(db, sql"update t set m = ${"angry"}").inspect()}")
  println("${Db.run(db, sql"update t set d = ${5}").inspect()}")
  println("${Db.run(db, sql"update t set ids = ${"x"}").inspect()}")
  println("${Db.run(db, sql"update t set v = ${"a\0b"}").inspect()}")
  println("${text(db, sql"select 1 where ${1} = 2 and '${3}' = '3'")}")
  println("${text(db, sql"select 1; select 2")}")
  let n :: Int = Db.value(db, sql"select sum(x) from generate_series(1, ${10}) x")?
  println("${n}")
  Ok(())
end

fn main() do
  case Result.and_then(Db.open(Env.get("DATABASE_URL", "")), work) do
    Ok(_) -> println("done")
    Err(error) -> println("${error}")
  end
end
