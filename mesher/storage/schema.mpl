##! The database and its tables: `migrations/`, applied when the program starts.

## Opens `sqlite:PATH`, `sqlite::memory:` or `postgres://...`. What is acknowledged as durable must survive a loss of power, too;
## otherwise a crash of the program is enough.
pub fn connect(url :: String, durable :: Bool) -> Result<Db, DbError> do
  if String.starts_with(url, "sqlite:") do
    Db.open_sqlite("${url}?synchronous=${if durable do "full" else "normal" end}&busy_timeout_ms=5000")
  else
    Db.open_postgres(url)
  end
end

## Brings the tables up to date; gives the steps that were missing.
pub fn migrate(db :: Db) -> Result<List<Migration>, DbError> = Db.migrate(db, embed("migrations/"))

## The steps that the database has not had yet.
pub fn pending(db :: Db) -> Result<List<Migration>, DbError> = Db.pending(db, embed("migrations/"))
