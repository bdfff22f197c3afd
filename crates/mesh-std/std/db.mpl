##! Databases: SQLite and PostgreSQL through one door.

## Why a database did not do what it was asked to.
pub type DbError do
  # Others keep it locked, or this transaction clashed with another one: trying again may help.
  Busy
  # It was not done in time, and has been cancelled.
  Timeout
  # The database cannot be reached, or was closed.
  Unavailable(String)
  # A rule of a table; the name of the rule, if it has one, or the column.
  Constraint(ConstraintKind, String)
  # The SQL, or a value, is wrong.
  Invalid(String)
  # The database's code for it, and its words.
  Other(String, String)
end deriving(Eq, Debug)

## Which kind of rule.
pub type ConstraintKind do
  Unique
  ForeignKey
  NotNull
  Check
  Exclusion
end deriving(Eq, Debug)

impl Display for ConstraintKind do
  fn to_string(self) -> String do
    case self do
      Unique -> "must be unique"
      ForeignKey -> "must refer to a row that is there"
      NotNull -> "must not be NULL"
      Check -> "must pass its check"
      Exclusion -> "must not overlap"
    end
  end
end

impl Display for DbError do
  fn to_string(self) -> String do
    case self do
      Busy -> "the database is busy"
      Timeout -> "the database did not answer in time"
      Unavailable(text) -> "the database is not available: ${text}"
      Constraint(kind, "") -> "a value ${kind}"
      Constraint(kind, name) -> "${name} ${kind}"
      Invalid(text) -> text
      Other(code, text) -> "${text} (${code})"
    end
  end
end

impl From<DbError> for String do
  fn from(error :: DbError) -> String = error.to_string()
end

## The column with this name. `Err` says that there is none, or what it is instead.
##
## ```mesh
## let row = DbRow { names: ["name", "age"], values: [SqlText("ann"), SqlInt(41)] }
## assert_eq Db.column(row, "name"), Ok("ann")
## let size :: Result<Int, String> = Db.column(row, "size")
## assert Result.is_err(size)
## ```
pub fn column<T>(row :: DbRow, name :: String) -> Result<T, String> where T: FromColumn =
  Sql.column(row, name)

## The column at this place, from 0 on.
##
## ```mesh
## let row = DbRow { names: ["name", "age"], values: [SqlText("ann"), SqlInt(41)] }
## assert_eq Db.nth(row, 1), Ok(41)
## ```
pub fn nth<T>(row :: DbRow, index :: Int) -> Result<T, String> where T: FromColumn =
  Sql.nth(row, index)

# ---- opening ----------------------------------------------------------------------------------------------------

## A database: a pool of connections, or, inside of `Db.transaction`, the transaction. It can be sent to any actor.
@opaque
pub type Db

## What went wrong, as the runtime has it.
@opaque
pub type DbFailure

@extern("mesh_db_failure_number")
@reads
fn failure_number(failure :: DbFailure) -> Int

@extern("mesh_db_failure_name")
@reads
fn failure_name(failure :: DbFailure) -> String

@extern("mesh_db_failure_text")
@reads
fn failure_text(failure :: DbFailure) -> String

# The numbers are the runtime's.
fn error_of(number :: Int, name :: String, text :: String) -> DbError do
  case number do
    0 -> Busy
    1 -> Timeout
    2 -> Unavailable(text)
    3 -> Invalid(text)
    4 -> Other(name, text)
    5 -> Constraint(Unique, name)
    6 -> Constraint(ForeignKey, name)
    7 -> Constraint(NotNull, name)
    8 -> Constraint(Check, name)
    _ -> Constraint(Exclusion, name)
  end
end

fn result_of<T>(outcome :: Result<T, DbFailure>) -> Result<T, DbError> do
  case outcome do
    Ok(value) -> Ok(value)
    Err(failure) ->
      Err(error_of(failure_number(failure), failure_name(failure), failure_text(failure)))
  end
end

@extern("mesh_db_open_sqlite")
fn start_sqlite(url :: String) -> Result<Db, DbFailure>

@extern("mesh_db_open_postgres")
fn start_postgres(url :: String) -> Result<Db, DbFailure>

## Opens `sqlite:PATH`, `sqlite::memory:` or `postgres://user:password@host:port/database`, with options behind a `?`. A program
## holds what it can open: where the URL begins with text that is written there ("sqlite:${path}"), one kind of database, both
## where it is known only when the program runs; see `open_sqlite` and `open_postgres`.
##
## ```mesh
## let db = Result.unwrap(Db.open("sqlite::memory:"))
## assert_eq Db.value(db, sql"select ${1} + ${2}"), Ok(3)
## ```
pub fn open(url :: String) -> Result<Db, DbError> do
  if String.starts_with(url, "postgres:") or String.starts_with(url, "postgresql:") do
    open_postgres(url)
  else
    open_sqlite(url)
  end
end

## The same for a URL that begins with `sqlite:`. A program that opens databases by this alone holds no PostgreSQL.
##
## ```mesh
## let db = Result.unwrap(Db.open_sqlite("sqlite::memory:"))
## assert_eq Db.dialect(db), Sqlite
## ```
pub fn open_sqlite(url :: String) -> Result<Db, DbError> = result_of(start_sqlite(url))

## The same for a URL that begins with `postgres:`. A program that opens databases by this alone holds no SQLite.
##
## ```mesh
## assert Result.is_err(Db.open_postgres("sqlite::memory:"))
## ```
pub fn open_postgres(url :: String) -> Result<Db, DbError> = result_of(start_postgres(url))

@extern("mesh_db_with_timeout")
@reads
fn limited(db :: Db, millis :: Int) -> Db

## The same database, whose calls take at most so many milliseconds each; at first 30 s.
##
## ```mesh
## let db = Result.unwrap(Db.open("sqlite::memory:"))
## let endless =
##   sql"with recursive n(i) as (select 1 union all select i + 1 from n) select count(*) from n"
## let count :: Result<Int, DbError> = Db.value(Db.with_timeout(db, 20), endless)
## assert_eq count, Err(DbError.Timeout)
## ```
pub fn with_timeout(db :: Db, millis :: Int) -> Db do
  if millis < 1 do
    panic("a call takes 1 ms or more, not ${millis} ms")
  end
  limited(db, millis)
end

@extern("mesh_db_close")
fn close_session(db :: Db) -> Result<(), DbFailure>

## Ends what runs, and closes all connections. Later calls give `Unavailable`.
##
## ```mesh
## let db = Result.unwrap(Db.open("sqlite::memory:"))
## Db.close(db)
## assert Result.is_err(Db.run(db, sql"create table users (name text)"))
## ```
pub fn close(db :: Db) -> () do
  let _ = close_session(db)
end
