# A new database is its user's alone, as are the files that SQLite makes beside it; one that is there keeps its permissions.
fn mode(path :: String) -> String do
  case File.info(path) do
    Ok(info) -> Int.to_string_base(info.mode, 8)
    Err(problem) -> problem
  end
end

fn fill(path :: String) -> Result<DbDialect, DbError> do
  let db = Db.open("sqlite:${path}")?
  Db.run(db, sql"create table if not exists t (x int)")?
  Db.run(db, sql"insert into t values (1)")?
  println("${mode(path)} ${mode("${path}-wal")} ${mode("${path}-shm")}")
  let dialect = Db.dialect(db)
  Db.close(db)
  Ok(dialect)
end

fn run() -> Result<(), String> do
  let folder = Folder.temporary()?
  println("new: ${fill("${folder}/new.db")?}")
  println("again: ${fill("${folder}/new.db")?}")
  File.write("${folder}/old.db", "")?
  File.set_mode("${folder}/old.db", 0o640)?
  println("there: ${fill("${folder}/old.db")?}")
  File.symlink("missing.db", "${folder}/link.db")?
  println("link: ${Result.is_ok(fill("${folder}/link.db"))} ${mode("${folder}/missing.db")}")
  File.symlink("loop.db", "${folder}/loop.db")?
  println("loop: ${Result.is_err(fill("${folder}/loop.db"))}")
  println("no folder: ${Result.is_err(fill("${folder}/none/new.db"))} ${Result.is_err(Db.open("sqlite:${folder}/absent.db?mode=rw"))} ${File.exists("${folder}/absent.db")}")
  Ok(())
end

fn main() = run()
