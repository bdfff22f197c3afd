# databases: sqlite postgres
# Many rows at once, all or none; reading many row by row, with other queries between.
fn count(db :: Db) -> Result<Int, DbError> = Db.value(db, sql"select count(*) from t")

fn insert(n :: Int) -> Sql =
  sql"insert into t (id, name, x, at) values (${n}, ${"row ${n}"}, ${Int.to_float(n) / 2.0}, ${DateTime.from_unix_micros(n)})"

fn work(db :: Db) -> Result<(), DbError> do
  Db.run(
    db,
    sql"create table t (id int primary key, name text, x double precision, at timestamptz)"
  )?
  println("${Db.run_many(db, Range.to_list(0..5000), insert).inspect()} ${count(db).inspect()}")
  println("${Db.run_many(db, [insert(5001), insert(3), insert(5002)]).inspect()} ${count(db).inspect()}")
  println("${Db.run_many(db, []).inspect()}")
  println("${Db.run_many(db, Range.to_list(4990..5010), fn n -> sql"insert into t (id) values (${n}) on conflict do nothing" end).inspect()}")
  println("${Db.run_many(db, Range.to_list(0..300), fn n -> sql"update t set x = ${Int.to_float(n)} where id = ${n}" end).inspect()}")
  println("${Result.is_err(Db.run_many(db, [sql"delete from t where id = ${1}", sql"delete from t where name = ${""}"]))}")
  let optional = fn n :: Int ->
    sql"insert into t (id, name) values (${n}, ${if n % 2 == 0 do Some("even") else None end})"
  end
  println("${Db.run_many(db, Range.to_list(6000..6300), optional).inspect()} ${count(db).inspect()}")
  let inside = Db.transaction(db, fn tx ->
    Db.run_many(tx, Range.to_list(7000..7100), insert)?
    let _ =
      Db.transaction(tx, fn inner -> Db.run_many(inner, Range.to_list(7099..7200), insert) end)
    count(tx)
  end)
  println("${inside.inspect()}")
  let total = Db.fold(
    db,
    sql"select id, name from t where id < ${5000} order by id",
    0,
    fn sum, (id, name) -> sum + id + String.length(name) end
  )
  println("${total.inspect()}")
  # Another query for each row of some, on the database and in a transaction.
  let checked = Db.fold(db, sql"select id from t where id < ${300}", 0, fn so_far, id :: Int ->
    let found :: Result<Int, DbError> = Db.value(db, sql"select id from t where id = ${id}")
    so_far + if found == Ok(id) do 1 else 0 end
  end)
  println("${checked.inspect()}")
  let changed = Db.transaction(db, fn tx ->
    let n = Db.fold(
      tx,
      sql"select id from t where id < ${300} order by id",
      0,
      fn so_far, id :: Int ->
        so_far + Result.unwrap_or(Db.run(tx, sql"update t set name = ${"x"} where id = ${id}"), 0)
      end
    )?
    let seen :: Int = Db.value(tx, sql"select count(*) from t where name = ${"x"}")?
    Ok((n, seen))
  end)
  println("${changed.inspect()}")
  let stopped :: Result<(), DbError> =
    Db.each(db, sql"select name from t order by id", fn id :: Int -> println("${id}") end)
  println("${stopped.inspect()}")
  let wrong :: Result<(), DbError> =
    Db.each(db, sql"select id from nowhere", fn id :: Int -> println("${id}") end)
  println("${Result.is_err(wrong)} ${count(db).inspect()}")
  Ok(())
end

fn main() do
  case Result.and_then(Db.open(Env.get("DATABASE_URL", "")), work) do
    Ok(_) -> println("done")
    Err(error) -> println("${error}")
  end
end
