# What a part of a transaction changes can be taken back without a temporary file, as long as it is not much.
fn files() -> Int = List.length(Result.unwrap_or(Folder.list("/proc/self/fd"), []))

fn rows() -> List<Int> = Range.to_list(0..300)

fn change(db :: Db, fails :: Bool) -> Result<List<Int>, DbError> do
  let text = String.repeat("b", 3000)
  let updates = List.map(rows(), fn n -> sql"update t set text = ${text} where id = ${n}" end)
  Db.run_all(db, if fails do updates ++ [sql"insert into t values (1, 'twice')"] else updates end)
end

fn different(db :: Db) -> Result<Int, DbError> =
  Db.value(db, sql"select count(*) from t where text like 'b%'")

fn run() -> Result<(), String> do
  let folder = Folder.temporary()?
  let db = Db.open("sqlite:${folder}/t.db")?
  Db.run(db, sql"create table t (id integer primary key, text text not null)")?
  let text = String.repeat("a", 3000)
  Db.run_all(db, List.map(rows(), fn n -> sql"insert into t values (${n}, ${text})" end))?
  Db.transaction(db, fn tx ->
    Db.run(tx, sql"update t set text = 'c' where id = 0")?
    let before = files()
    let refused = Db.transaction(tx, fn part -> change(part, true) end)
    println("refused: ${Result.is_err(refused)}, then ${different(tx)?} different")
    println("changed: ${List.sum(change(tx, false)?)}, then ${different(tx)?} different")
    println("files more than before: ${files() - before}")
    Ok(())
  end)?
  Ok(())
end

fn main() = run()
