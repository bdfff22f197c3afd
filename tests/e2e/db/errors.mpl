# databases: sqlite postgres
# The kinds of errors are the same with both databases, and so are the names of rules.
fn show(outcome :: Result<Int, DbError>) -> () do
  case outcome do
    Ok(n) -> println("ok ${n}")
    Err(Invalid(_)) -> println("invalid")
    Err(error) -> println("${error.inspect()}: ${error}")
  end
end

fn main() do
  let db = Result.unwrap(Db.open(Env.get("DATABASE_URL", "")))
  show(
    Db.run(
      db,
      sql"create table t (a int primary key, b text not null unique, c int constraint positive check (c > 0), d int, e int, unique (d, e))"
    )
  )
  show(Db.run(db, sql"create unique index odd on t (c)"))
  show(Db.run(db, sql"create table u (a int references t)"))
  show(Db.run(db, sql"insert into t (a, b, c, d, e) values (1, 'x', 1, 1, 1)"))
  show(Db.run(db, sql"insert into t (a, b) values (1, 'y')"))
  show(Db.run(db, sql"insert into t (a, b) values (2, 'x')"))
  show(Db.run(db, sql"insert into t (a, b) values (2, NULL)"))
  show(Db.run(db, sql"insert into t (a, b, c) values (2, 'y', ${-1})"))
  show(Db.run(db, sql"insert into t (a, b, c) values (2, 'y', 1)"))
  show(Db.run(db, sql"insert into t (a, b, d, e) values (2, 'y', 1, 1)"))
  case Db.run(db, sql"insert into u values (7)") do
    Err(Constraint(ForeignKey, _)) -> println("foreign key")
    other -> show(other)
  end
  show(Db.run(db, sql"nonsense -- unchecked"))
  show(Db.run(db, sql""))
  show(Db.run(db, sql"insert into nowhere values (1)"))
  show(Db.run(db, sql"insert into t (zz) values (1)"))
  show(Db.run(db, sql"select '${1}' -- unchecked"))
  show(Db.run(db, sql"insert into t (a, b) values (${9}, ${"'); drop table t; --"})"))
  let all :: Result<List<Int>, DbError> = Db.all(db, sql"select a from t order by a")
  println("${all}")
  Db.close(db)
  show(Db.run(db, sql"select 1"))
  show(Db.transaction(db, fn tx -> Db.run(tx, sql"select 1") end))
end
