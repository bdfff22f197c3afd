# databases: sqlite
# A database that may not grow: what does not fit is an error, the transaction is taken back, and what was there stays.
fn work(db :: Db) -> Result<(), DbError> do
  Db.run(db, sql"create table t (a text)")?
  let _ = Db.run(db, sql"pragma max_page_count = 20")?
  Db.run(db, sql"insert into t values ('first')")?
  let large = String.repeat("x", 200000)
  println("${Db.run(db, sql"insert into t values (${large})").inspect()}")
  let inside = Db.transaction(db, fn tx ->
    Db.run(tx, sql"insert into t values ('second')")?
    Db.run(tx, sql"insert into t values (${large})")
  end)
  println("${inside.inspect()}")
  let all :: List<String> = Db.all(db, sql"select a from t")?
  println("${all}")
  Ok(())
end

fn main() do
  case Result.and_then(Db.open(Env.get("DATABASE_URL", "")), work) do
    Ok(_) -> println("done")
    Err(error) -> println("${error}")
  end
end
