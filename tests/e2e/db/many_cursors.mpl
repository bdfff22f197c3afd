# memory check: no, there are thousands
# Thousands read row by row from a database in memory at the same time: none stands in another's way.
fn read(db :: Db, parent :: Pid<Int>) -> () do
  let _ = Db.each(db, sql"values (1), (2)", fn(n :: Int) ->
    if n == 1 do
      send(parent, 1)
      Timer.sleep(60_000)
    end
  end)
  ()
end

fn collect(left :: Int) -> Int do
  if left == 0 do
    0
  else
    receive do
      n -> n + collect(left - 1)
    after 20_000 -> 0
    end
  end
end

fn run() -> Result<(), DbError> do
  let db = Db.open("sqlite::memory:")?
  let me :: Pid<Int> = self()
  let readers = for _ in 0..4000 do
    spawn(fn -> read(db, me) end)
  end
  println("open: ${collect(4000)}")
  let sum :: List<Int> = Db.all(db, sql"values (3), (4)")?
  println("beside them: ${sum}")
  for reader in readers do
    Process.exit(reader, Killed)
  end
  Db.each(db, sql"values (5), (6)", fn(n :: Int) -> println("${n}") end)?
  Ok(())
end

fn main() = run()
