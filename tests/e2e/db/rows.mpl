# databases: sqlite postgres
# Rows by name, tuples and single values by place; what cannot be read says which column it is, and what it is instead.
struct City do
  name :: String
  people :: Int
  mayor :: Option<String>
end deriving(Row, Debug)

fn show<T>(outcome :: Result<T, DbError>) where T: Debug do
  case outcome do
    Ok(value) -> println("${value.inspect()}")
    Err(error) -> println("${error}")
  end
end

fn cities(db :: Db, sql :: Sql) -> Result<List<City>, DbError> = Db.all(db, sql)

fn nothing() -> Option<String> = None

fn numbers(db :: Db, sql :: Sql) -> Result<List<Int>, DbError> = Db.all(db, sql)

fn work(db :: Db) -> Result<(), DbError> do
  Db.run(db, sql"create table cities (name text primary key, people bigint, mayor text)")?
  let added = Db.run(
    db,
    sql"insert into cities values (${"Bern"}, ${134000}, ${Some("Ana")}), (${"Ulm"}, ${126000}, ${nothing()})"
  )?
  println("${added}")
  show(cities(db, sql"select * from cities order by people"))
  show(cities(db, sql"select mayor, 'x' as other, people, name from cities where name = ${"Bern"}"))
  show(cities(db, sql"select name, people from cities"))
  show(cities(db, sql"select NULL as name, people, mayor from cities"))
  show(cities(db, sql"select name, mayor as people, mayor from cities order by name"))
  let pairs :: Result<List<(String, Int)>, DbError> =
    Db.all(db, sql"select name, people from cities order by name")
  show(pairs)
  let pairs :: Result<List<(String, Int)>, DbError> = Db.all(db, sql"select name from cities")
  show(pairs)
  show(numbers(db, sql"select people from cities order by 1"))
  show(numbers(db, sql"select mayor from cities where mayor is NULL"))
  let first :: Result<Option<(String, Option<String>)>, DbError> =
    Db.first(db, sql"select name, mayor from cities order by name desc")
  show(first)
  let first :: Result<Option<City>, DbError> =
    Db.first(db, sql"select * from cities where people > ${1000000}")
  show(first)
  let one :: Result<Int, DbError> =
    Db.value(db, sql"select count(*) from cities where length(name) > ${3}")
  show(one)
  let one :: Result<Int, DbError> = Db.value(db, sql"select people from cities")
  show(one)
  let one :: Result<Int, DbError> =
    Db.value(db, sql"select people from cities where name = ${"Rom"}")
  show(one)
  let one :: Result<Int, DbError> =
    Db.value(db, sql"select max(people) as most from cities where name = ${"Rom"}")
  show(one)
  let one :: Result<Option<Int>, DbError> =
    Db.value(db, sql"select max(people) as most from cities where name = ${"Rom"}")
  show(one)
  let total :: Result<Int, DbError> = Db.value(db, sql"select sum(people) from cities")
  show(total)
  let total :: Result<Float, DbError> = Db.value(db, sql"select avg(people) from cities")
  show(total)
  Ok(())
end

fn main() do
  case Db.open(Env.get("DATABASE_URL", "")) do
    Ok(db) -> show(work(db))
    Err(error) -> println("${error}")
  end
end
