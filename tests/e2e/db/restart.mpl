# driver: restart.py
# A server goes away and comes back under a program that writes: calls fail or wait meanwhile, and what was acknowledged is there.
# Writes until it has been told so often that something is over.
fn write(db :: Db, n :: Int, acknowledged :: Int, failed :: Int, left :: Int) -> (Int, Int) do
  receive do
    :over ->
      if left == 1 do (acknowledged, failed) else write(db, n, acknowledged, failed, left - 1) end
  after 0 ->
    case Db.run(db, sql"insert into t values (${n})") do
      Ok(_) -> write(db, n + 1, acknowledged + 1, failed, left)
      Err(Unavailable(_)) -> do
        Timer.sleep(20)
        write(db, n + 1, acknowledged, failed + 1, left)
      end
      Err(error) -> do
        println("${error.inspect()}")
        (acknowledged, failed)
      end
    end
  end
end

fn main() do
  let db = Result.unwrap(Db.open(Env.get("DATABASE_URL", "")))
  let _ = Db.run(db, sql"create table t (a bigint)")
  let writer = self()
  let heard = spawn(fn ->
    let _ = Db.listen(db, "jobs", self())
    receive do
      Reconnected(_) -> send(writer, :over)
      Notified(_, _) -> println("heard too soon")
    end
    receive do
      Notified(_, text) -> println("heard ${text}")
      Reconnected(_) -> println("again?")
    end
  end)
  let _gone = Process.monitor(heard)
  let _ = spawn(fn ->
    let lost = Db.transaction(db, fn tx ->
      Db.run(tx, sql"insert into t values (-1)")?
      println("ready")
      let _ = IO.read_line()
      Db.run(tx, sql"insert into t values (-2)")
    end)
    case lost do
      Err(Unavailable(_)) -> println("the transaction is lost")
      other -> println("${other.inspect()}")
    end
    send(writer, :over)
  end)
  let (acknowledged, failed) = write(db, 0, 0, 0, 2)
  println("listens again")
  let found :: Int = Result.unwrap(Db.value(db, sql"select count(*) from t where a >= 0"))
  let taken_back :: Int = Result.unwrap(Db.value(db, sql"select count(*) from t where a < 0"))
  println("${acknowledged > 0} ${failed > 0} ${found >= acknowledged} ${found <= acknowledged + failed} ${taken_back}")
  let _ = Db.notify(db, "jobs", "it")
  receive do
    (:down, _, _, _) -> println("done")
  end
end
