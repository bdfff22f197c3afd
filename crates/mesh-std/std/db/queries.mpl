# Queries, also row by row.

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
