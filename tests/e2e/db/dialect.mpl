# databases: sqlite postgres
# Which database it is, for SQL that they write differently; in a transaction, too.
fn version(db :: Db) -> Result<String, DbError> do
  case Db.dialect(db) do
    Sqlite -> Db.value(db, sql"select 'SQLite ' || sqlite_version()")
    Postgres -> Db.value(db, sql"select version()")
  end
end

fn run(db :: Db) -> Result<(), DbError> do
  let inside = Db.transaction(db, fn tx -> Ok(Db.dialect(tx)) end)?
  println("${String.contains(version(db)?, "SQL")} ${inside == Db.dialect(db)}")
  Ok(())
end

fn main() = Result.and_then(Db.open(Env.get("DATABASE_URL", "")), run)
