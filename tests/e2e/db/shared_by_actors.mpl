# databases: sqlite postgres
# Actors that share a database take turns; a transaction is not mixed with what others do.
fn total(db :: Db) -> Result<Int, DbError> = Db.value(db, sql"select sum(amount) from account")

fn move_money(db :: Db, from :: Int, to :: Int) -> Result<Int, DbError> do
  # In the order of their numbers, so that two of them never wait for each other.
  let (first, second) = if from < to do (from, to) else (to, from) end
  Db.transaction(db, fn tx ->
    Db.run(
      tx,
      sql"update account set amount = amount + ${if first == from do -1 else 1 end} where id = ${first}"
    )?
    Db.run(
      tx,
      sql"update account set amount = amount + ${if second == from do -1 else 1 end} where id = ${second}"
    )
  end)
end

fn check(db :: Db, left :: Int) -> Bool do
  if left == 0 do
    true
  else
    case total(db) do
      Ok(400) -> check(db, left - 1)
      _ -> false
    end
  end
end

fn main() do
  let db = Result.unwrap(Db.open(Env.get("DATABASE_URL", "")))
  let _ = Db.run(db, sql"create table account (id int primary key, amount int)")
  for id in 0..4 do
    let _ = Db.run(db, sql"insert into account values (${id}, 100)")
  end
  let movers = for n in 0..8 do
    Job.async(fn ->
      for _ in 0..25 do
        Result.unwrap(move_money(db, n % 4, (n + 1) % 4))
      end
      true
    end)
  end
  let checkers = for _ in 0..2 do
    Job.async(fn -> check(db, 50) end)
  end
  println("${List.map(movers, fn job -> Result.unwrap_or(Job.await(job), false) end)}")
  println("${List.map(checkers, fn job -> Result.unwrap_or(Job.await(job), false) end)}")
  println("${total(db)}")
end
