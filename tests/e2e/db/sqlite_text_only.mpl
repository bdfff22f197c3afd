# Values keep their types on SQLite: NULL is not the empty text, bytes are bytes, and large numbers are exact.
fn show<T>(label :: String, outcome :: Result<T, DbError>) where T: Debug do
  case outcome do
    Ok(value) -> println("${label}: ${value.inspect()}")
    Err(error) -> println("${label}: Err ${error}")
  end
end

struct R do
  a :: Option<String>
  b :: Option<String>
end deriving(Row, Debug)

fn rows(db :: Db, sql :: Sql) -> Result<List<DbRow>, DbError> = Db.all(db, sql)

fn run() -> Result<(), DbError> do
  let db = Db.open("sqlite::memory:")?
  Db.run(db, sql"create table t (a integer, b text, c blob, d real)")?
  let (no_int, no_bytes, no_float) :: (Option<Int>, Option<Bytes>, Option<Float>) = (
    None,
    None,
    None
  )
  show(
    "null via param",
    Db.run(db, sql"insert into t values (${no_int}, ${""}, ${no_bytes}, ${no_float})")
  )
  show(
    "row",
    rows(
      db,
      sql"select a is NULL as n, typeof(a) as ta, typeof(b) as tb, typeof(c) as tc, typeof(d) as td from t"
    )
  )
  show(
    "big",
    rows(
      db,
      sql"select 9223372036854775807 as m, -9223372036854775808 as n, 1e300 as e, 0.1 as f, 1.0 as g"
    )
  )
  show(
    "nul",
    Db.run(db, sql"insert into t values (1, ${"a\0b"}, ${Bytes.from_list([0, 255, 65])}, ${1.5})")
  )
  show("nul back", rows(db, sql"select hex(b) as h, c, d from t where a = 1"))
  show(
    "typeof param",
    rows(
      db,
      sql"select typeof(${5}) as x, ${5} = 5 as y, ${5} + 1 as z, typeof(${"5"}) as w, typeof(${5.0}) as v"
    )
  )
  show("limit param", rows(db, sql"select 1 as a limit ${1}"))
  show("multi stmt", Db.run(db, sql"create table u (x); insert into u values (1); drop table t"))
  show("nul in sql", Db.run(db, sql"select 1\0; drop table t"))
  show("dup cols", rows(db, sql"select 1 as x, 2 as x"))
  show("empty sql", Db.run(db, sql""))
  show("comment", Db.run(db, sql"-- hi"))
  show("null vs empty", rows(db, sql"select NULL as a, '' as b"))
  let read :: Result<List<R>, DbError> = Db.all(db, sql"select '' as a, NULL as b")
  show("row as", read)
  show("int compare", rows(db, sql"select count(*) as n from (select 10 as v) where v > ${9}"))
  show("load_ext", rows(db, sql"select load_extension('x')"))
  show("pragma", rows(db, sql"pragma foreign_keys"))
  show("infinite", rows(db, sql"select 9e999 > 1e308 as i"))
  show("not utf-8", rows(db, sql"select cast(x'ff' as text) as t"))
  Db.close(db)
  show("closed", rows(db, sql"select 1 as x"))
  Db.close(db)
  show("open folder", Result.map(Db.open("sqlite:/tmp"), fn _ -> 1 end))
  show("open nul", Result.map(Db.open("sqlite:x\0y"), fn _ -> 1 end))
  Ok(())
end

fn main() = run()
