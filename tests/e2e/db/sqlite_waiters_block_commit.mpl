# memory check: no, it waits for hundreds of transactions
# One actor holds a transaction; hundreds of others, each with a pool of its own, wait for it. It commits at once, and each of them
# gets its turn.
fn open(path :: String) -> Db =
  Result.unwrap(Db.open("sqlite:${path}?synchronous=off&timeout_ms=60000"))

actor waiter(path :: String, out :: Pid<Int>) do
  let db = open(path)
  let done = Db.transaction(db, fn tx -> Db.run(tx, sql"insert into t values (1)") end)
  send(out, if done == Ok(1) do 1 else 0 end)
end

fn count(n :: Int, good :: Int) -> Int do
  if n == 0 do
    good
  else
    receive do
      x -> count(n - 1, good + x)
    end
  end
end

fn main() do
  let path = "/tmp/mesh-lock-${Crypto.uuid4()}"
  let db = open(path)
  let _ = Db.run(db, sql"create table t (x)")
  let me :: Pid<Int> = self()
  let held = Db.transaction(db, fn _ ->
    for _ in 0..520 do
      spawn(waiter, path, me)
    end
    Timer.sleep(500)
    Ok(Timer.now())
  end)
  println("commit at once: ${Timer.now() - Result.unwrap(held) < 1000}")
  let mine = count(520, 0)
  let rows :: Int = Result.unwrap(Db.value(db, sql"select count(*) from t"))
  println("${mine} ${rows}")
  Db.close(db)
  for suffix in ["", "-wal", "-shm"] do
    File.delete(path <> suffix)
  end
end
