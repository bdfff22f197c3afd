# A query that never ends is interrupted when its actor is killed, and the connection is the next one's. So is a transaction.
fn endless(db :: SqliteConn) do
  let _ = Sqlite.query(db, "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT count(*) AS n FROM c", [])
  ()
end

fn main() do
  let db = Result.unwrap(Sqlite.open(":memory:"))
  let _ = Sqlite.execute(db, "CREATE TABLE t (a INTEGER)", [])
  let (first, _) = Process.spawn_monitor(fn -> endless(db) end)
  Timer.sleep(50)
  let other = Job.async(fn -> Sqlite.query(db, "SELECT 1 AS x", []) end)
  let (waits, _) = Process.spawn_monitor(fn -> endless(db) end)
  Timer.sleep(50)
  for pid in [waits, first] do Process.exit(pid, Killed) end
  for _ in 0..2 do
    receive do (:down, _, reason) -> println("${reason}") end
  end
  println("${Job.await_timeout(other, 60000)}")
  let (writer, _) = Process.spawn_monitor(fn ->
    let _ = Sqlite.begin(db)
    let _ = Sqlite.execute(db, "INSERT INTO t VALUES (1)", [])
    endless(db)
  end)
  Timer.sleep(50)
  Process.exit(writer, Killed)
  println("${Sqlite.query(db, "SELECT count(*) AS rows FROM t", [])}")
  # Those that are killed at once, before or after their statement began.
  for n in 0..50 do
    let pid = spawn(fn -> endless(db) end)
    if n % 2 == 0 do Timer.sleep(1) end
    Process.exit(pid, Killed)
  end
  println("${Sqlite.query(db, "SELECT count(*) AS rows FROM t", [])}")
end
