##! `mesher move`, `mesher backup` and `mesher restore`: everything, from one database to another.

from Configuration import Config
from Storage.DatabaseUrl import is_postgres, without_password
from Storage.Transfer import Side
import Commands.Output
import Storage.DatabaseUrl
import Storage.Schema
import Storage.Transfer

# Nothing here is done within seconds.
fn patience() -> Int = 86400000

## `mesher move FROM TO`: a team goes from one database to another, which must be empty.
pub fn move(args :: ParsedArgs) -> () do
  let (from, to) = (
    Option.unwrap_or(Args.get(args, "from"), ""),
    Option.unwrap_or(Args.get(args, "to"), "")
  )
  finish(moved(from, to), "moved to ${without_password(to)}")
end

## `mesher backup FILE`: the database as one file of SQLite, whatever it is kept in, while Mesher runs.
pub fn backup(config :: Config, args :: ParsedArgs) -> () do
  let file = Option.unwrap_or(Args.get(args, "file"), "")
  finish(backed_up(Config.reveal(config.database_url), file), "wrote ${file}")
end

## `mesher restore FILE`: what a backup holds, into the database, which must be empty.
pub fn restore(config :: Config, args :: ParsedArgs) -> () do
  let file = Option.unwrap_or(Args.get(args, "file"), "")
  finish(restored(file, Config.reveal(config.database_url)), "restored from ${file}")
end

fn finish(outcome :: Result<(), String>, done :: String) -> () do
  case outcome do
    Ok(_) -> println("[Mesher] ${done}")
    Err(error) -> Output.fail(error, 1)
  end
  Process.halt(0)
end

fn told(table :: String, rows :: Int) -> () do
  if rows > 0 do
    println("[Mesher] ${table}: ${rows}")
  end
end

# ---- opening ----------------------------------------------------------------------------------------------------

# A database that is there, with all its tables.
fn source(url :: String) -> Result<Side, String> do
  let db = Result.map_err(open_source(url), fn error -> "${without_password(url)}: ${error}" end)?
  let side = Side { db: Db.with_timeout(db, patience()), is_postgres: is_postgres(url) }
  let pending =
    Result.map_err(Schema.pending(side.db), fn error -> "${without_password(url)}: ${error}" end)
  case pending? do
    [] -> Ok(side)
    steps ->
      Err("${without_password(url)} is of another version of Mesher: ${List.length(steps)} steps are missing (mesher migrate)")
  end
end

fn open_source(url :: String) -> Result<Db, DbError> do
  if is_postgres(url) do
    Db.open_postgres(url)
  else
    Db.open_sqlite(DatabaseUrl.with_options(url, [("mode", "rw"), ("busy_timeout_ms", "5000")]))
  end
end

fn target(url :: String) -> Result<Side, String> do
  let db =
    Result.map_err(Schema.connect(url, true), fn error -> "${without_password(url)}: ${error}" end)?
  Schema.migrate(db)?
  Ok(Side { db: Db.with_timeout(db, patience()), is_postgres: is_postgres(url) })
end

# ---- what is done -----------------------------------------------------------------------------------------------

fn moved(from :: String, to :: String) -> Result<(), String> do
  for url in [from, to] do
    if not Regex.is_match(~r/^(?:sqlite:.|postgres(?:ql)?:\/\/)/, url) do
      return Err("${without_password(url)} is no sqlite:FILE and no postgres://... URL")
    end
  end
  if is_same(from, to) do
    return Err("${without_password(to)} is the database that is to be moved itself")
  end
  let old = source(from)?
  let new = target(to)?
  Transfer.copy(old, new, told)?
  if not new.is_postgres do
    into_one_file(new.db)?
  end
  Db.close(old.db)
  Db.close(new.db)
  Ok(())
end

# Whether both are one file.
fn is_same(from :: String, to :: String) -> Bool do
  let place = fn url ->
    Option.and_then(DatabaseUrl.file_of(url), fn file -> Result.ok(File.real_path(file)) end)
  end
  Option.is_some(place(from)) and place(from) == place(to)
end

# What SQLite has in its log goes into the file.
fn into_one_file(db :: Db) -> Result<(), String> do
  let done :: List<(Int, Int, Int)> =
    Db.all(db, Sql.literal(["PRAGMA wal_checkpoint(TRUNCATE)"], []))?
  case done do
    [(0, _, _)] -> Ok(())
    _ -> Err("somebody else has the file open")
  end
end

# Under another name until it is whole, and readable for its owner only.
fn backed_up(url :: String, file :: String) -> Result<(), String> do
  if File.exists(file) do
    return Err("${file} is there already")
  end
  let part = "${file}.part"
  Result.map_err(File.write_bytes_atomic(part, Bytes.empty(), 0o600), fn error ->
    "${file} cannot be written: ${error}"
  end)?
  let done = if is_postgres(url) do moved(url, "sqlite:${part}") else vacuumed(url, part) end
  without_logs(part)
  case done do
    Ok(_) -> File.rename(part, file)
    Err(error) -> do
      let _ = File.delete(part)
      Err(error)
    end
  end
end

# What SQLite kept beside a file is empty by now.
fn without_logs(file :: String) -> () do
  for log in ["-wal", "-shm"] do
    let _ = File.delete(file <> log)
  end
end

fn vacuumed(url :: String, file :: String) -> Result<(), String> do
  let side = source(url)?
  Db.run(side.db, Sql.literal(["VACUUM INTO ", ""], [SqlText(file)]))?
  Db.close(side.db)
  Ok(())
end

# A backup of an older version is brought up to date in a copy of it.
fn restored(file :: String, url :: String) -> Result<(), String> do
  if not File.is_file(file) do
    return Err("there is no file ${file}")
  end
  let copy = File.temporary()?
  File.copy(file, copy)?
  let done = restored_from(copy, url)
  without_logs(copy)
  # Nobody else has heard of the copy.
  Result.map_err(done, fn error -> String.replace(error, copy, file) end)
end

fn restored_from(copy :: String, url :: String) -> Result<(), String> do
  let brought_up = Result.and_then(Db.open_sqlite("sqlite:${copy}?mode=rw"), fn db ->
    let steps = Schema.migrate(db)
    Db.close(db)
    steps
  end)
  Result.map_err(brought_up, fn error -> "${copy} is no backup: ${error}" end)?
  moved("sqlite:${copy}", url)
end
