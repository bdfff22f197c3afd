# databases: postgres
# A column gets another type while the program runs, as by a migration: what was prepared before is not used again, in transactions neither.
# The one that finds out is to be tried once more.
fn first(db :: Db) -> Result<Int, DbError> = Db.value(db, sql"SELECT n FROM t LIMIT 1")

fn main() do
  let db = Result.unwrap(Db.open(Env.get("DATABASE_URL", "")))
  Result.unwrap(Db.run(db, sql"CREATE TABLE t (n int)"))
  Result.unwrap(Db.run(db, sql"INSERT INTO t VALUES (1)"))
  println("${Db.transaction(db, first)}")
  Result.unwrap(Db.run(db, sql"ALTER TABLE t ALTER COLUMN n TYPE bigint"))
  case Db.transaction(db, first) do
    Err(Busy) -> println("busy")
    other -> println("${other}")
  end
  println("${Db.transaction(db, first)}")
  Result.unwrap(Db.run(db, sql"ALTER TABLE t ALTER COLUMN n TYPE smallint"))
  println("${first(db)}")
end
