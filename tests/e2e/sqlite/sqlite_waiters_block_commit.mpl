# memory check: no, it waits for hundreds of transactions
# One actor holds a transaction; hundreds of others, with connections of their own, wait for it. It commits at once, and each of
# them gets its turn.
fn open(path :: String) -> SqliteConn do
  let db = Result.unwrap(Sqlite.open(path))
  # What is measured is not the disk.
  let _ = Sqlite.execute(db, "PRAGMA synchronous = OFF", [])
  db
end

actor waiter(path :: String, out :: Pid<Int>) do
  let db = open(path)
  case Sqlite.begin(db) do
    Ok(_) -> do
      let _ = Sqlite.execute(db, "INSERT INTO t VALUES (1)", [])
      send(out, if Result.is_ok(Sqlite.commit(db)) do 1 else 0 end)
    end
    Err(_) -> send(out, 0)
  end
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
  let _ = Sqlite.execute(db, "CREATE TABLE t (x)", [])
  println("begin ${Sqlite.begin(db)}")
  let me :: Pid<Int> = self()
  for _ in 0..520 do spawn(waiter, path, me) end
  Timer.sleep(500)
  let start = Timer.now()
  println("commit ${Sqlite.commit(db)}, at once: ${Timer.now() - start < 1000}")
  let mine = count(520, 0)
  println("${mine} ${Sqlite.query(db, "SELECT count(*) AS rows FROM t", [])}")
  let _ = File.delete(path)
end
