# driver: opened_together.py
# A new file that several processes open at the same time: one of them turns it to write-ahead logging, and the others wait for that.
fn open(path :: String) -> Result<(), DbError> do
  let db = Db.open("sqlite:${path}")?
  Db.run(db, sql"create table if not exists t (x int)")?
  Db.run(db, sql"insert into t values (1)")?
  Db.close(db)
  Ok(())
end

fn each(number :: Int) -> Result<(), DbError> do
  if number < 100 do
    open("${number}.db")?
    each(number + 1)
  else
    Ok(())
  end
end

fn main() do
  case each(0) do
    Ok(_) -> println("opened")
    Err(problem) -> println("${problem}")
  end
end
