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

# ---- queries ----------------------------------------------------------------------------------------------------

# `V` is always `SqlValue`: as a type parameter its descriptor reaches the runtime.
@extern("mesh_db_query")
fn find<V>(
  db :: Db,
  texts :: List<String>,
  values :: List<SqlValue>
) -> Result<(List<String>, List<List<V>>), DbFailure>

@extern("mesh_db_run")
fn change(db :: Db, texts :: List<String>, values :: List<SqlValue>) -> Result<Int, DbFailure>

@extern("mesh_db_run_many")
fn change_many(db :: Db, statements :: List<SqlValue>) -> Result<Int, DbFailure>

@extern("mesh_db_script")
fn run_script(db :: Db, sql :: String) -> Result<(), DbFailure>

# 0 for SQLite, 1 for PostgreSQL.
@extern("mesh_db_dialect")
@reads
fn dialect_number(db :: Db) -> Int

## Which database it is: for what only one of them has, and for SQL that they write differently.
pub type DbDialect do
  Sqlite
  Postgres
end deriving(Eq, Debug)

## Which database it is.
##
## ```mesh
## let db = Result.unwrap(Db.open("sqlite::memory:"))
## assert_eq Db.dialect(db), Sqlite
## ```
pub fn dialect(db :: Db) -> DbDialect = if dialect_number(db) == 0 do Sqlite else Postgres end

fn found(db :: Db, sql :: Sql) -> Result<(List<String>, List<List<SqlValue>>), DbError> do
  let outcome :: Result<(List<String>, List<List<SqlValue>>), DbFailure> =
    find(db, sql.texts, sql.values)
  result_of(outcome)
end

fn row_of<T>(names :: List<String>, values :: List<SqlValue>) -> Result<T, DbError>
  where T: FromRow do
  case Sql.row(names, values) do
    Ok(row) -> Ok(row)
    Err(problem) -> Err(Invalid(problem))
  end
end

fn rows_of<T>(names :: List<String>, rows :: List<List<SqlValue>>) -> Result<List<T>, DbError>
  where T: FromRow do
  let all = for values in rows do
    let row :: Result<T, DbError> = row_of(names, values)
    row?
  end
  Ok(all)
end

## All rows of a query, as what has `deriving(Row)`, as tuples, or as single values.
##
## ```mesh
## let db = Result.unwrap(Db.open("sqlite::memory:"))
## let rows :: Result<List<(Int, String)>, DbError> = Db.all(db, sql"values (1, 'a'), (2, 'b')")
## assert_eq rows, Ok([(1, "a"), (2, "b")])
## ```
pub fn all<T>(db :: Db, sql :: Sql) -> Result<List<T>, DbError> where T: FromRow do
  let (names, rows) = found(db, sql)?
  rows_of(names, rows)
end

## The first row of a query, if there is one.
##
## ```mesh
## let db = Result.unwrap(Db.open("sqlite::memory:"))
## let none :: Result<Option<Int>, DbError> = Db.first(db, sql"select 1 where ${false}")
## assert_eq none, Ok(None)
## ```
pub fn first<T>(db :: Db, sql :: Sql) -> Result<Option<T>, DbError> where T: FromRow do
  let (names, rows) = found(db, sql)?
  case List.at(rows, 0) do
    Some(values) -> do
      let row :: Result<T, DbError> = row_of(names, values)
      Ok(Some(row?))
    end
    None -> Ok(None)
  end
end

## The one value of a query that gives one row of one column.
##
## ```mesh
## let db = Result.unwrap(Db.open("sqlite::memory:"))
## assert_eq Db.value(db, sql"select upper(${"ann"})"), Ok("ANN")
## ```
pub fn value<T>(db :: Db, sql :: Sql) -> Result<T, DbError> where T: FromColumn do
  let (names, rows) = found(db, sql)?
  case rows do
    [[only]] ->
      case Sql.nth(DbRow { names: names, values: [only] }, 0) do
        Ok(value) -> Ok(value)
        Err(problem) -> Err(Invalid(problem))
      end
    [values] ->
      Err(Invalid("the query gave ${List.length(values)} columns, where one value is wanted"))
    _ -> Err(Invalid("the query gave ${List.length(rows)} rows, where one is wanted"))
  end
end

## Runs a statement; gives the number of rows that it changed.
##
## ```mesh
## let db = Result.unwrap(Db.open("sqlite::memory:"))
## assert_eq Db.run(db, sql"create table users (name text)"), Ok(0)
## assert_eq Db.run(db, sql"insert into users values (${"ann"}), (${"bob"})"), Ok(2)
## ```
pub fn run(db :: Db, sql :: Sql) -> Result<Int, DbError> =
  result_of(change(db, sql.texts, sql.values))

## Runs one statement with many rows of values, all or none: all of `statements` are the same but for their values. Much faster
## than one after the other.
##
## ```mesh
## let db = Result.unwrap(Db.open("sqlite::memory:"))
## assert Result.is_ok(Db.run(db, sql"create table users (name text)"))
## let insert = fn name -> sql"insert into users values (${name})" end
## assert_eq Db.run_many(db, [insert("ann"), insert("bob")]), Ok(2)
## ```
pub fn run_many(db :: Db, statements :: List<Sql>) -> Result<Int, DbError> do
  result_of(change_many(db, List.map(statements, fn sql -> SqlPart(sql) end)))
end

## The same with a statement for each item.
##
## ```mesh
## let db = Result.unwrap(Db.open("sqlite::memory:"))
## assert Result.is_ok(Db.run(db, sql"create table squares (n int, square int)"))
## let insert = fn n -> sql"insert into squares values (${n}, ${n * n})" end
## assert_eq Db.run_many(db, [1, 2, 3], insert), Ok(3)
## ```
pub fn run_many<T>(
  db :: Db,
  items :: List<T>,
  statement :: Fun(T) -> Sql
) -> Result<Int, DbError> do
  Db.run_many(db, List.map(items, statement))
end

@extern("mesh_db_run_all")
fn change_all(db :: Db, statements :: List<SqlValue>) -> Result<List<Int>, DbFailure>

## Runs statements one after the other, all or none; gives the number of rows that each changed. Faster than `Db.run` for each, since
## the database is asked once.
##
## ```mesh
## let db = Result.unwrap(Db.open("sqlite::memory:"))
## let statements = [sql"create table users (name text)", sql"insert into users values ('ann')"]
## assert_eq Db.run_all(db, statements), Ok([0, 1])
## ```
pub fn run_all(db :: Db, statements :: List<Sql>) -> Result<List<Int>, DbError> do
  result_of(change_all(db, List.map(statements, fn sql -> SqlPart(sql) end)))
end

# ---- reading row by row -----------------------------------------------------------------------------------------

## A query that is being read.
@opaque
pub type DbCursor

@extern("mesh_db_cursor")
fn begin_reading(
  db :: Db,
  texts :: List<String>,
  values :: List<SqlValue>
) -> Result<DbCursor, DbFailure>

@extern("mesh_db_fetch")
fn fetch<V>(cursor :: DbCursor, count :: Int) -> Result<(List<String>, List<List<V>>), DbFailure>

# So many rows come at once.
fn portion() -> Int = 256

## Calls `work` with each row, in the order of the query. However many there are, only some are in memory at once.
##
## ```mesh
## let db = Result.unwrap(Db.open("sqlite::memory:"))
## let me :: Pid<Int> = self()
## assert_eq Db.each(db, sql"values (1), (2)", fn n -> send(me, n * 10) end), Ok(())
## assert_receive 10
## assert_receive 20
## ```
pub fn each<T>(db :: Db, sql :: Sql, work :: Fun(T) -> ()) -> Result<(), DbError>
  where T: FromRow do
  fold(db, sql, (), fn _, row -> work(row) end)
end

## The same with what comes out of each: `work(work(initial, first), second)` and so on.
##
## ```mesh
## let db = Result.unwrap(Db.open("sqlite::memory:"))
## assert_eq Db.fold(db, sql"values (1), (2), (3)", 0, fn sum, n -> sum + n end), Ok(6)
## ```
pub fn fold<T, A>(db :: Db, sql :: Sql, initial :: A, work :: Fun(A, T) -> A) -> Result<A, DbError>
  where T: FromRow do
  let cursor = result_of(begin_reading(db, sql.texts, sql.values))?
  fold_from(cursor, initial, work)
end

fn fold_from<T, A>(cursor :: DbCursor, so_far :: A, work :: Fun(A, T) -> A) -> Result<A, DbError>
  where T: FromRow do
  let outcome :: Result<(List<String>, List<List<SqlValue>>), DbFailure> = fetch(cursor, portion())
  let (names, rows) = result_of(outcome)?
  if List.is_empty(rows) do
    Ok(so_far)
  else
    let portion :: Result<List<T>, DbError> = rows_of(names, rows)
    fold_from(cursor, List.reduce(portion?, so_far, work), work)
  end
end

# ---- transactions -----------------------------------------------------------------------------------------------

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

# ---- migrations -------------------------------------------------------------------------------------------------

## A step of a schema: SQL of one or more statements.
pub struct Migration do
  number :: Int
  name :: String
  sql :: String
end deriving(Eq, Debug)

struct Applied do
  number :: Int
  name :: String
  checksum :: String
end deriving(Row)

fn migrating_millis() -> Int = 3600000

## Applies the steps that the database has not had yet, by their numbers, each in a transaction of its own; gives those. Of
## programs that are started together one does each step, and the others wait for it. A database that has had other steps than
## these, or a step that was changed since, is left as it is: `Invalid` says which.
##
## ```mesh
## let db = Result.unwrap(Db.open("sqlite::memory:"))
## let step = Migration { number: 1, name: "users", sql: "create table users (name text)" }
## assert_eq Db.migrate_by(db, [step]), Ok([step])
## assert_eq Db.migrate_by(db, [step]), Ok([])
## ```
pub fn migrate_by(db :: Db, steps :: List<Migration>) -> Result<List<Migration>, DbError> do
  let db = with_timeout(db, migrating_millis())
  let steps = in_order(steps)?
  Db.transaction(db, fn tx ->
    lock(tx)?
    run(
      tx,
      Sql.literal(
        [
          "create table if not exists mesh_migrations (number bigint primary key, name text not null, " <>
            "checksum text not null, applied_at text not null)"
        ],
        []
      )
    )
  end)?
  apply_each(db, due(steps, had(db)?)?, [])
end

## The same with the steps in embedded files, as in `Db.migrate(db, embed("migrations/"))`: `0001_users.sql` is step 1, `users`. Where
## the databases differ there are `0001_users.sqlite.sql` and `0001_users.postgres.sql`. Other files are passed over.
##
## ```mesh
## let text = Bytes.from_string("create table users (name text)")
## let files = Embedded.of([EmbeddedFile { path: "0001_users.sql", bytes: text }], "migrations")
## let db = Result.unwrap(Db.open("sqlite::memory:"))
## let steps = Result.unwrap(Db.migrate(db, files))
## assert_eq List.map(steps, fn step -> (step.number, step.name) end), [(1, "users")]
## ```
pub fn migrate(db :: Db, files :: Embedded) -> Result<List<Migration>, DbError> do
  migrate_by(db, steps_in(db, files)?)
end

## The steps that the database has had: number, name, and when that was.
##
## ```mesh
## let db = Result.unwrap(Db.open("sqlite::memory:"))
## let step = Migration { number: 1, name: "users", sql: "create table users (name text)" }
## assert Result.is_ok(Db.migrate_by(db, [step]))
## assert_eq Result.map(Db.applied(db), List.length), Ok(1)
## ```
pub fn applied(db :: Db) -> Result<List<(Int, String, String)>, DbError> do
  case all(
    db,
    Sql.literal(["select number, name, applied_at from mesh_migrations order by number"], [])
  ) do
    # It has had none, so there is no such table.
    Err(Invalid(_)) -> Ok([])
    outcome -> outcome
  end
end

## The steps in embedded files that the database has not had yet. Nothing is changed. What `Db.migrate` refuses is refused: a
## database that has had other steps than these, or a step that was changed since.
##
## ```mesh
## let text = Bytes.from_string("create table users (name text)")
## let files = Embedded.of([EmbeddedFile { path: "0001_users.sql", bytes: text }], "migrations")
## let db = Result.unwrap(Db.open("sqlite::memory:"))
## assert_eq Result.map(Db.pending(db, files), List.length), Ok(1)
## ```
pub fn pending(db :: Db, files :: Embedded) -> Result<List<Migration>, DbError> do
  let steps = in_order(steps_in(db, files)?)?
  # It has had none where there is no such table.
  let known = if List.is_empty(applied(db)?) do [] else had(db)? end
  due(steps, known)
end

fn had(db :: Db) -> Result<List<Applied>, DbError> do
  all(db, Sql.literal(["select number, name, checksum from mesh_migrations order by number"], []))
end

# The steps that are still to be applied where these were.
fn due(steps :: List<Migration>, known :: List<Applied>) -> Result<List<Migration>, DbError> do
  let newest = List.reduce(steps, 0, fn _, step -> step.number end)
  case List.filter_map(known, fn applied -> problem_with(applied, steps, newest) end) do
    problem :: _ -> Err(Invalid(problem))
    [] ->
      Ok(List.filter(steps, fn step ->
        not List.any(known, fn applied -> applied.number == step.number end)
      end))
  end
end

fn in_order(steps :: List<Migration>) -> Result<List<Migration>, DbError> do
  let steps = List.sort(steps, fn one, other -> one.number - other.number end)
  distinct(steps, 0)?
  Ok(steps)
end

fn steps_in(db :: Db, files :: Embedded) -> Result<List<Migration>, DbError> do
  let (mine, others) =
    if dialect(db) == Sqlite do (".sqlite", ".postgres") else (".postgres", ".sqlite") end
  let found = for file in Embedded.files(files) do
    let step = step_of(file.path, file.bytes, mine, others)
    step?
  end
  Ok(List.filter_map(found, fn step -> step end))
end

fn step_of(
  path :: String,
  bytes :: Bytes,
  mine :: String,
  others :: String
) -> Result<Option<Migration>, DbError> do
  case String.strip_suffix(path, ".sql") do
    None -> Ok(None)
    Some(stem) ->
      if String.ends_with(stem, others) do
        Ok(None)
      else
        let stem = Option.unwrap_or(String.strip_suffix(stem, mine), stem)
        case (numbered(stem), Bytes.to_string(bytes)) do
          (Some((number, name)), Ok(sql)) ->
            Ok(Some(Migration { number: number, name: name, sql: sql }))
          (None, _) ->
            Err(Invalid("the migration `${path}` has no number: it is called `0001_name.sql`"))
          (_, Err(problem)) -> Err(Invalid("the migration `${path}`: ${problem}"))
        end
      end
  end
end

# `(1, "users")` for `0001_users`.
fn numbered(stem :: String) -> Option<(Int, String)> do
  let name = Option.unwrap_or(List.final(String.split(stem, "/")), stem)
  case String.split_once(name, "_") do
    Some((digits, rest)) -> Option.map(String.to_int(digits), fn number -> (number, rest) end)
    None -> None
  end
end

fn distinct(steps :: List<Migration>, at :: Int) -> Result<(), DbError> do
  case (List.at(steps, at), List.at(steps, at + 1)) do
    (Some(one), Some(next)) when one.number == next.number ->
      Err(Invalid("two migrations have the number ${one.number}: `${one.name}` and `${next.name}`"))
    (Some(_), Some(_)) -> distinct(steps, at + 1)
    _ -> Ok(())
  end
end

fn checksum_of(step :: Migration) -> String = Crypto.sha256(step.sql)

fn problem_with(applied :: Applied, steps :: List<Migration>, newest :: Int) -> Option<String> do
  case List.find(steps, fn step -> step.number == applied.number end) do
    None when applied.number > newest ->
      Some("the database is newer than this program: it has had migration ${applied.number} `${applied.name}`")
    None ->
      Some("the database has had migration ${applied.number} `${applied.name}`, which this program does not have")
    Some(step) when checksum_of(step) != applied.checksum ->
      Some("migration ${step.number} `${step.name}` was changed after the database had it")
    Some(_) -> None
  end
end

# Others that migrate wait here until this transaction is over.
fn lock(tx :: Db) -> Result<(), DbError> do
  if dialect(tx) == Sqlite do
    # A transaction of SQLite is the only one that writes.
    Ok(())
  else
    let locked :: Result<Option<String>, DbError> =
      value(tx, Sql.literal(["select pg_advisory_xact_lock(7883541961)::text"], []))
    Result.map(locked, fn _ -> () end)
  end
end

fn apply_each(
  db :: Db,
  pending :: List<Migration>,
  done :: List<Migration>
) -> Result<List<Migration>, DbError> do
  case pending do
    [] -> Ok(done)
    step :: rest -> do
      let was_applied = Db.transaction(db, fn tx -> apply(tx, step) end)?
      apply_each(db, rest, if was_applied do List.append(done, step) else done end)
    end
  end
end

fn run_step(tx :: Db, step :: Migration) -> Result<(), DbError> do
  case result_of(run_script(tx, step.sql)) do
    Err(Invalid(text)) -> Err(Invalid("migration ${step.number} `${step.name}`: ${text}"))
    outcome -> outcome
  end
end

# False when somebody else was quicker.
fn apply(tx :: Db, step :: Migration) -> Result<Bool, DbError> do
  lock(tx)?
  let had :: Int = value(
    tx,
    Sql.literal(["select count(*) from mesh_migrations where number = ", ""], [SqlInt(step.number)])
  )?
  if had > 0 do
    Ok(false)
  else
    run_step(tx, step)?
    run(
      tx,
      Sql.literal(
        [
          "insert into mesh_migrations (number, name, checksum, applied_at) values (",
          ", ",
          ", ",
          ", ",
          ")"
        ],
        [
          SqlInt(step.number),
          SqlText(step.name),
          SqlText(checksum_of(step)),
          SqlText("${DateTime.utc_now()}")
        ]
      )
    )?
    Ok(true)
  end
end

# ---- channels ---------------------------------------------------------------------------------------------------

## What a channel brings.
pub type DbNotice do
  # The channel, and what was told.
  Notified(String, String)
  # The connection broke and was made again: something may have been missed.
  Reconnected(String)
end deriving(Eq, Debug)

## A channel that is being listened to.
@opaque
pub type DbListener

@extern("mesh_db_listen")
fn listen_to(db :: Db, channel :: String) -> Result<DbListener, DbFailure>

@extern("mesh_db_hear")
fn hear(listener :: DbListener) -> Result<Option<String>, DbFailure>

## Sends what is told through a channel to an actor, until that ends or the database is closed. PostgreSQL only.
##
## ```mesh
## let db = Result.unwrap(Db.open("sqlite::memory:"))
## # SQLite has no channels.
## assert Result.is_err(Db.listen(db, "news", self()))
## ```
pub fn listen(db :: Db, channel :: String, pid :: Pid<DbNotice>) -> Result<(), DbError> do
  Db.listen(db, channel, pid, fn notice -> notice end)
end

## The same to an actor that takes messages of its own kind.
##
## ```mesh
## let db = Result.unwrap(Db.open("sqlite::memory:"))
## let me :: Pid<String> = self()
## let heard = Db.listen(db, "news", me, fn notice -> "${notice}" end)
## # SQLite has no channels.
## assert Result.is_err(heard)
## ```
pub fn listen<M>(
  db :: Db,
  channel :: String,
  pid :: Pid<M>,
  message :: Fun(DbNotice) -> M
) -> Result<(), DbError> do
  let listener = result_of(listen_to(db, channel))?
  let ear = spawn(fn -> pass_on(listener, channel, pid, message) end)
  let _ = spawn(fn -> end_with(pid, ear) end)
  Ok(())
end

fn pass_on<M>(
  listener :: DbListener,
  channel :: String,
  pid :: Pid<M>,
  message :: Fun(DbNotice) -> M
) -> () do
  case hear(listener) do
    Ok(heard) -> do
      let notice = case heard do
        Some(text) -> Notified(channel, text)
        None -> Reconnected(channel)
      end
      send(pid, message(notice))
      pass_on(listener, channel, pid, message)
    end
    Err(_) -> ()
  end
end

# Ends who listens when nobody is left to be told.
fn end_with(pid :: Pid, ear :: Pid) -> () do
  let _told = Process.monitor(pid)
  let _heard = Process.monitor(ear)
  receive do
    (:down, _, _, _) -> Process.exit(ear, Killed)
  end
end

## Tells something to all that listen to a channel; inside of a transaction when that is committed. PostgreSQL only.
##
## ```mesh
## let db = Result.unwrap(Db.open("sqlite::memory:"))
## # SQLite has no channels.
## assert Result.is_err(Db.notify(db, "news", "hello"))
## ```
pub fn notify(db :: Db, channel :: String, payload :: String) -> Result<(), DbError> do
  let sent :: Result<Option<String>, DbError> = Db.value(
    db,
    Sql.literal(["select pg_notify(", ", ", ")::text"], [SqlText(channel), SqlText(payload)])
  )
  Result.map(sent, fn _ -> () end)
end

# ---- figures ----------------------------------------------------------------------------------------------------

## Connections of a database.
pub struct DbStats do
  open :: Int
  idle :: Int
  waiting :: Int
  most :: Int
end deriving(Eq, Debug)

@extern("mesh_db_stats")
@reads
fn figures(db :: Db) -> List<Int>

## How many connections are open, how many of them idle, how many calls wait for one, and how many there may be.
##
## ```mesh
## let db = Result.unwrap(Db.open("sqlite::memory:"))
## assert_eq Db.stats(db).waiting, 0
## ```
pub fn stats(db :: Db) -> DbStats do
  let all = figures(db)
  DbStats {
    open: List.get(all, 0),
    idle: List.get(all, 1),
    waiting: List.get(all, 2),
    most: List.get(all, 3)
  }
end
