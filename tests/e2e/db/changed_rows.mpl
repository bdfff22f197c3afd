# databases: sqlite postgres
# `run` gives the rows that a statement changed, or gave; none for one that changes no rows.
fn run(db :: Db, sql :: Sql) -> () do
  case Db.run(db, sql) do
    Ok(n) -> println("${n}")
    Err(error) -> println("${error}")
  end
end

fn main() do
  let db = Result.unwrap(Db.open(Env.get("DATABASE_URL", "")))
  run(db, sql"create table t (n int primary key, s text)")
  run(db, sql"insert into t values (1, 'a'), (2, 'b'), (3, 'c')")
  run(db, sql"create table u (n int references t on delete cascade)")
  run(db, sql"update t set s = 'x' where n > 1")
  run(db, sql"insert into t values (4, 'd') returning n")
  run(db, sql"insert into u values (1), (1)")
  run(db, sql"delete from t where n = 1")
  run(db, sql"delete from t where n = 100")
  run(db, sql"select * from t")
  let added :: List<Int> =
    Result.unwrap(Db.all(db, sql"insert into t values (5, 'e'), (6, 'f') returning n"))
  println("${added}")
  run(db, sql"drop table u")
end
