# databases: sqlite postgres
# Migrations that lie in the project are part of the program; where the databases differ, each has its own.
fn names(outcome :: Result<List<Migration>, DbError>) -> String do
  case outcome do
    Ok(done) -> "${List.map(done, fn step -> "${step.number} ${step.name}" end)}"
    Err(error) -> "${error}"
  end
end

fn work(db :: Db) -> Result<(), DbError> do
  println(names(Db.migrate(db, embed("migrations/"))))
  println(names(Db.migrate(db, embed("migrations/"))))
  let id :: Int = Db.value(db, sql"insert into users (name) values (${"Ada"}) returning id")?
  let n :: Int = Db.value(db, sql"select count(*) from users where age is NULL")?
  println("${id} ${n}")
  Ok(())
end

fn main() do
  case Result.and_then(Db.open(Env.get("DATABASE_URL", "")), work) do
    Ok(_) -> println("done")
    Err(error) -> println("${error}")
  end
end
