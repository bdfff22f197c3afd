##! The database and its tables: `migrations/`, applied when the program starts.

import Storage.DatabaseUrl

## Opens `sqlite:PATH`, `sqlite::memory:` or `postgres://...`. What is acknowledged as durable must survive a loss of power, too;
## otherwise a crash of the program is enough.
pub fn connect(url :: String, durable :: Bool) -> Result<Db, DbError> do
  if DatabaseUrl.is_postgres(url) do
    Db.open_postgres(url)
  else
    let synchronous = if durable do "full" else "normal" end
    let options = [("synchronous", synchronous), ("busy_timeout_ms", "5000")]
    Db.open_sqlite(DatabaseUrl.with_options(url, options))
  end
end

# So long the first connections may take together, in ms.
fn warming() -> Int = 5000

## Makes so many connections now, each in a transaction that waits for the others; those of PostgreSQL stay. What cannot be made now is
## made when it is needed.
pub fn warm(db :: Db, count :: Int) -> () do
  let until = Timer.now() + warming()
  let jobs = for _ in 0..count do
    Job.async(fn ->
      Db.transaction(db, fn tx ->
        let one :: Int = Db.value(tx, sql"SELECT 1")?
        hold(db, count, until)
        Ok(one)
      end)
    end)
  end
  for job in jobs do
    case Job.await(job) do
      Ok(Ok(_)) -> ()
      problem -> Log.warn("a connection cannot be made ahead", json { error: "${problem}" })
    end
  end
end

fn hold(db :: Db, count :: Int, until :: Int) -> () do
  if Db.stats(db).open < count and Timer.now() < until do
    Timer.sleep(5)
    hold(db, count, until)
  end
end

## Brings the tables up to date; gives the steps that were missing.
pub fn migrate(db :: Db) -> Result<List<Migration>, DbError> = Db.migrate(db, embed("migrations/"))

## The steps that the database has not had yet.
pub fn pending(db :: Db) -> Result<List<Migration>, DbError> = Db.pending(db, embed("migrations/"))
