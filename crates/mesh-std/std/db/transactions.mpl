# Transactions.

@extern("mesh_db_begin")
fn begin(db :: Db, level :: Int) -> Result<Db, DbFailure>

@extern("mesh_db_end")
fn end_transaction(db :: Db, commit :: Bool) -> Result<(), DbFailure>

## Runs `work` with a transaction: its changes stay when it gives `Ok`, and are taken back when it gives `Err`, when the actor
## crashes and when it is killed. Inside of a transaction it is one that can be taken back alone (a savepoint).
##
## ```mesh
## let db = Result.unwrap(Db.open("sqlite::memory:"))
## assert Result.is_ok(Db.run(db, sql"create table users (name text)"))
## let failed :: Result<(), DbError> = Db.transaction(db, fn tx ->
##   Db.run(tx, sql"insert into users values ('ann')")?
##   Err(DbError.Invalid("not this one"))
## end)
## assert_eq failed, Err(DbError.Invalid("not this one"))
## assert_eq Db.value(db, sql"select count(*) from users"), Ok(0)
## ```
pub fn transaction<T>(db :: Db, work :: Fun(Db) -> Result<T, DbError>) -> Result<T, DbError> =
  attempt(db, 0, work)

## The same at a level of isolation: `:read_committed`, `:repeatable_read` or `:serializable`. With the last two a transaction
## that clashes with another one is tried again, up to ten times: `work` has to bear that.
##
## ```mesh
## let db = Result.unwrap(Db.open("sqlite::memory:"))
## let sum = Db.transaction(db, :serializable, fn tx -> Db.value(tx, sql"select 1 + 2") end)
## assert_eq sum, Ok(3)
## ```
pub fn transaction<T>(
  db :: Db,
  level :: Atom,
  work :: Fun(Db) -> Result<T, DbError>
) -> Result<T, DbError> do
  case level do
    :read_committed -> attempt(db, 0, work)
    :repeatable_read -> again(db, 1, work, 1)
    :serializable -> again(db, 2, work, 1)
    other -> panic("unknown level of isolation: ${other}")
  end
end

fn again<T>(
  db :: Db,
  level :: Int,
  work :: Fun(Db) -> Result<T, DbError>,
  attempts :: Int
) -> Result<T, DbError> do
  case attempt(db, level, work) do
    Err(Busy) when attempts < 10 -> do
      Timer.sleep(attempts * 2)
      again(db, level, work, attempts + 1)
    end
    outcome -> outcome
  end
end

fn attempt<T>(
  db :: Db,
  level :: Int,
  work :: Fun(Db) -> Result<T, DbError>
) -> Result<T, DbError> do
  let inside = result_of(begin(db, level))?
  case work(inside) do
    Ok(value) -> do
      result_of(end_transaction(inside, true))?
      Ok(value)
    end
    Err(error) -> do
      # The first error counts, not one of taking back what may be gone already.
      let _ = end_transaction(inside, false)
      Err(error)
    end
  end
end
