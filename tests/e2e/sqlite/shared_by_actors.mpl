# Actors that share a connection take turns; a transaction is not mixed with what others do.
fn total(db :: SqliteConn) -> Result<Int, String> do
  let rows = Sqlite.query(db, "SELECT sum(amount) AS n FROM account", [])?
  Sqlite.column(List.head(rows), "n")
end

fn move_money(db :: SqliteConn, from :: Int, to :: Int) -> Result<Int, String> do
  Sqlite.transaction(db, fn ->
    Sqlite.execute(db, "UPDATE account SET amount = amount - 1 WHERE id = ?", ["${from}"])?
    Sqlite.execute(db, "UPDATE account SET amount = amount + 1 WHERE id = ?", ["${to}"])
  end)
end

fn check(db :: SqliteConn, left :: Int) -> Bool do
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
  let db = Result.unwrap(Sqlite.open(":memory:"))
  let _ = Sqlite.execute(db, "CREATE TABLE account (id INTEGER PRIMARY KEY, amount INTEGER)", [])
  for id in 0..4 do
    Sqlite.execute(db, "INSERT INTO account VALUES (?, 100)", ["${id}"])
  end
  let movers = for n in 0..8 do
    Job.async(fn ->
      for _ in 0..25 do
        Result.unwrap(move_money(db, n % 4, (n + 1) % 4))
      end
      true
    end)
  end
  let checkers = for _ in 0..2 do Job.async(fn -> check(db, 50) end) end
  println("${List.map(movers, fn job -> Result.unwrap_or(Job.await(job), false) end)}")
  println("${List.map(checkers, fn job -> Result.unwrap_or(Job.await(job), false) end)}")
  println("${total(db)}")
end
