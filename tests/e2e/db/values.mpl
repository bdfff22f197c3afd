# databases: sqlite postgres
# Every kind of value comes back as what it was, as a parameter and from a column.
fn back<T>(db :: Db, label :: String, value :: T, column :: Sql) -> Result<(), DbError>
  where T: ToColumn, T: FromColumn, T: Debug do
  Db.run(db, sql"delete from t")?
  Db.run(db, sql"insert into t (${column}) values (${value})")?
  let stored :: T = Db.value(db, sql"select ${column} from t")?
  let found :: Int =
    Db.value(db, sql"select count(*) from t where ${column} = ${value} or ${column} is NULL")?
  println("${label}: ${stored.inspect()} ${found}")
  Ok(())
end

fn work(db :: Db) -> Result<(), DbError> do
  Db.run(
    db,
    sql"create table t (i bigint, small int, x double precision, b boolean, s text, raw bytea, at timestamptz, j jsonb, id uuid)"
  )?
  for n in [0, 1, -1, 9223372036854775807, 0 - 9223372036854775807 - 1, 9007199254740993] do
    back(db, "Int", n, sql"i")?
  end
  for x in [0.5, -0.1, 1.0e300, 123456789.125] do
    back(db, "Float", x, sql"x")?
  end
  for b in [true, false] do
    back(db, "Bool", b, sql"b")?
  end
  for s in ["", "größe 'quoted' \"x\" \\ ; --", "5", "NULL", "?1 $1"] do
    back(db, "String", s, sql"s")?
  end
  for raw in [Bytes.empty(), Bytes.from_list([0, 255, 39, 92])] do
    back(db, "Bytes", raw, sql"raw")?
  end
  for micros in [0, -1, 1767225845678901] do
    back(db, "DateTime", DateTime.from_unix_micros(micros), sql"at")?
  end
  back(db, "Json", json { a: 1, b: nil, c: "ü" }, sql"j")?
  back(db, "uuid", "0b6b4dc8-4b5c-4b57-9f0e-3f3ac0de0b6b", sql"id")?
  let none :: Option<Int> = None
  back(db, "None", none, sql"i")?
  back(db, "Some", Some(4), sql"i")?
  # What a place has no type for is what the value is.
  let n :: Int = Db.value(db, sql"select ${5}")?
  let x :: Float = Db.value(db, sql"select ${2.5}")?
  let s :: String = Db.value(db, sql"select ${"5"}")?
  let b :: Bool = Db.value(db, sql"select ${true}")?
  let raw :: Bytes = Db.value(db, sql"select ${Bytes.from_string("ab")}")?
  println("${n} ${x} ${s} ${b} ${raw.inspect()}")
  # A number that is larger than its column's type is compared all the same, and so is a fraction.
  Db.run(db, sql"delete from t")?
  Db.run(db, sql"insert into t (small, s) values (${7}, ${"7"})")?
  let n :: Int =
    Db.value(db, sql"select count(*) from t where small < ${3000000000} and small > ${6.5}")?
  println("${n}")
  let n :: Int = Db.value(
    db,
    sql"select small + ${1} from t where length(s) = ${1} and coalesce(small, ${0}) >= ${7} limit ${1}"
  )?
  println("${n}")
  # A number for a text is written out.
  let n :: Int = Db.value(db, sql"select count(*) from t where s = ${7}")?
  println("${n}")
  Ok(())
end

fn main() do
  let outcome = Result.and_then(Db.open(Env.get("DATABASE_URL", "")), work)
  case outcome do
    Ok(_) -> println("done")
    Err(error) -> println("${error}")
  end
end
