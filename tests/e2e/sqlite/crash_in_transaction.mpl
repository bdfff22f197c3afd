# stderr: in the middle
# An actor that ends in a transaction takes nothing with it: it is rolled back, and others go on.
fn add(db :: SqliteConn, n :: Int) -> Result<Int, String> = Sqlite.execute(db, "INSERT INTO t VALUES (?)", ["${n}"])

fn main() do
  let db = Result.unwrap(Sqlite.open(":memory:"))
  let _ = Sqlite.execute(db, "CREATE TABLE t (a INTEGER)", [])
  let _ = add(db, 1)
  let _ = Process.spawn_monitor(fn ->
    let done = Sqlite.transaction(db, fn ->
      add(db, 2)?
      panic("in the middle")
    end)
    let kept :: Result<Int, String> = done
    println("not reached ${kept}")
  end)
  receive do
    (:down, _, reason) -> println("${reason}")
  end
  println("${Sqlite.query(db, "SELECT a FROM t", [])}")
  let me = self()
  let killed = spawn(fn ->
    let _ = Sqlite.begin(db)
    let _ = add(db, 3)
    send(me, "began")
    Timer.sleep(60000)
  end)
  receive do
    text -> println(text)
  end
  Process.exit(killed, Killed)
  println("${Sqlite.transaction(db, fn -> add(db, 4) end)}")
  println("${Sqlite.query(db, "SELECT a FROM t", [])}")
end
