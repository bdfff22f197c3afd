# databases: sqlite postgres
# Different statements at once, all or none, by themselves and in a transaction; how many rows each changed.
fn add(n :: Int) -> Sql = sql"insert into t (id, name) values (${n}, ${"row ${n}"})"

fn count(db :: Db) -> Result<Int, DbError> = Db.value(db, sql"select count(*) from t")

fn work(db :: Db) -> Result<(), DbError> do
  # What is made by one is there for the next.
  let made = Db.run_all(db, [
    sql"create table t (id int primary key, name text not null)",
    add(1),
    add(2),
    sql"insert into t select id + 10, name from t",
    sql"update t set name = ${"ten or more"} where id > ${9}",
    sql"delete from t where id = ${99}",
    sql"select id from t"
  ])
  println("${made.inspect()} ${count(db).inspect()}")
  println("${Db.run_all(db, []).inspect()}")
  println("${Db.run_all(db, List.map(Range.to_list(100..1100), add)).inspect().length()} ${count(db).inspect()}")
  println("${Db.run_all(db, [add(3), sql"delete from t", add(4), add(4), add(5)]).inspect()} ${count(db).inspect()}")
  println("${Result.is_err(Db.run_all(db, [add(3), sql"commit", add(4)]))} ${count(db).inspect()}")
  println("${Result.is_err(Db.run_all(db, [add(3), sql"insert into nowhere values (1)"]))} ${count(db).inspect()}")
  let inside = Db.transaction(db, fn tx ->
    let changed = Db.run_all(tx, [add(3), sql"update t set name = ${"x"} where id < ${3}"])?
    let inner = Db.transaction(tx, fn inner -> Db.run_all(inner, [add(4), add(3)]) end)
    Ok((changed, inner.inspect(), count(tx)?))
  end)
  println("${inside.inspect()} ${count(db).inspect()}")
  # In a transaction whose statement failed nothing more is done.
  let failed = Db.transaction(db, fn tx ->
    let _ = Db.run_all(tx, [add(5), add(5)])
    Db.run_all(tx, [add(6)])
  end)
  println("${failed.inspect()} ${count(db).inspect()}")
  Ok(())
end

fn main() do
  case Result.and_then(Db.open(Env.get("DATABASE_URL", "")), work) do
    Ok(_) -> println("done")
    Err(error) -> println("${error}")
  end
end
