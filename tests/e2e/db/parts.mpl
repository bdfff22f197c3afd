# databases: sqlite postgres
# Lists in all places, the empty one too; SQL put together from parts; names.
fn names(db :: Db, sql :: Sql) -> String do
  let found :: Result<List<String>, DbError> = Db.all(db, sql)
  case found do
    Ok(names) -> String.join(names, " ")
    Err(error) -> "${error}"
  end
end

fn search(db :: Db, name :: Option<String>, least :: Option<Int>) -> String do
  let named = case name do
    Some(name) -> [sql"name = ${name}"]
    None -> []
  end
  let sized = case least do
    Some(n) -> [sql"people >= ${n}"]
    None -> []
  end
  let conditions = named ++ sized
  let filter = if List.is_empty(conditions) do
    Sql.empty()
  else
    sql"where ${Sql.join(conditions, sql" and ")}"
  end
  names(db, sql"select name from cities ${filter} order by name")
end

fn work(db :: Db) -> Result<(), DbError> do
  Db.run(db, sql"create table cities (name text, people int)")?
  Db.run(
    db,
    sql"insert into cities values ('Bern', 134), ('Ulm', 126), ('Rom', 2800), ('Ems', NULL)"
  )?
  let some = ["Rom", "Ulm", "nowhere"]
  let none :: List<String> = []
  println(names(db, sql"select name from cities where name in ${some} order by name"))
  println(names(db, sql"select name from cities where name in (${some}) order by name"))
  println(names(db, sql"select name from cities where name not in ${some} order by name"))
  println(names(db, sql"select name from cities where name = any(${some}) order by name"))
  println(names(db, sql"select name from cities where name <> all(${some}) order by name"))
  println("[${names(db, sql"select name from cities where name in ${none}")}]")
  println("[${names(db, sql"select name from cities where name = any(${none})")}]")
  println(names(db, sql"select name from cities where name not in ${none} order by name"))
  println(names(db, sql"select name from cities where people in ${[126, 134]} and name in ${some}"))
  println(
    names(db, sql"select name from cities where people in ${Range.to_list(0..5000)} order by name")
  )
  println(
    names(db, sql"select name from cities where people = any(${[Some(126), None]}) order by name")
  )
  println(search(db, None, None))
  println(search(db, Some("Rom"), None))
  println(search(db, Some("Rom"), Some(5000)))
  println(search(db, None, Some(130)))
  let (table, column) = ("odd \"table\"", "Select")
  Db.run(db, sql"create table ${Sql.name(table)} (${Sql.name(column)} int)")?
  Db.run(db, sql"insert into ${Sql.name(table)} (${Sql.name(column)}) values (${4})")?
  let n :: Int = Db.value(db, sql"select sum(${Sql.name(column)}) from ${Sql.name(table)}")?
  println("${n}")
  # What looks like SQL is a value.
  println("[${names(db, sql"select name from cities where name = ${"x' or '1' = '1"}")}]")
  let deep =
    List.reduce(Range.to_list(0..900), sql"1", fn so_far, n -> sql"${so_far} + ${n % 2}" end)
  let n :: Int = Db.value(db, sql"select ${deep}")?
  println("${n}")
  Ok(())
end

fn main() do
  case Result.and_then(Db.open(Env.get("DATABASE_URL", "")), work) do
    Ok(_) -> println("done")
    Err(error) -> println("${error}")
  end
end
