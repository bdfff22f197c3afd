##! SQLite, compiled into the program. Values travel as text; NULL reads as "".

## An open database.
@opaque
pub type SqliteConn

## A column of a row, as the type that is wanted.
pub fn column<T>(row :: Map<String, String>, name :: String) -> Result<T, String> where T: FromColumn do
  case Map.fetch(row, name) do
    None -> Err("missing column: ${name}")
    Some(text) -> FromColumn.from_column(SqlLoose(text))
  end
end

## Opens a file, or ":memory:".
@extern("mesh_sqlite_open")
pub fn open(path :: String) -> Result<SqliteConn, String>

## Closes the database; later uses fail.
@extern("mesh_sqlite_close")
pub fn close(conn :: SqliteConn) -> ()

## Runs a statement with a value for each `?`; gives the number of rows it changed.
@extern("mesh_sqlite_execute")
pub fn execute(conn :: SqliteConn, sql :: String, params :: List<String>) -> Result<Int, String>

## The rows of a query with a value for each `?`.
@extern("mesh_sqlite_query")
pub fn query(conn :: SqliteConn, sql :: String, params :: List<String>) -> Result<List<Map<String, String>>, String>

## The rows of a query, each as a value of the wanted type.
pub fn query_as<T>(conn :: SqliteConn, sql :: String, params :: List<String>) -> Result<List<T>, String> where T: FromRow do
  let rows = query(conn, sql, params)?
  let all = for row in rows do
    let (names, texts) = (Map.keys(row), Map.values(row))
    let value :: Result<T, String> = Sql.row(names, List.map(texts, fn text -> SqlLoose(text) end))
    value?
  end
  Ok(all)
end

## A statement with a value for each `?`.
pub struct Statement do
  sql :: String
  params :: List<String>
end deriving()

@extern("mesh_sqlite_execute_all")
fn execute_each(conn :: SqliteConn, sqls :: List<String>, params :: List<List<String>>) -> Result<List<Int>, String>

@extern("mesh_sqlite_query_all")
fn query_each(
  conn :: SqliteConn,
  sqls :: List<String>,
  params :: List<List<String>>
) -> Result<List<List<Map<String, String>>>, String>

## Runs statements in one transaction, all or none; gives the number of rows that each changed.
pub fn execute_all(conn :: SqliteConn, statements :: List<Statement>) -> Result<List<Int>, String> do
  execute_each(conn, for one in statements do one.sql end, for one in statements do one.params end)
end

## The rows of each of many queries.
pub fn query_all(conn :: SqliteConn, queries :: List<Statement>) -> Result<List<List<Map<String, String>>>, String> do
  query_each(conn, for one in queries do one.sql end, for one in queries do one.params end)
end

fn plain(conn :: SqliteConn, sql :: String) -> Result<(), String> do
  Result.map(execute(conn, sql, []), fn _ -> () end)
end

## Begins a transaction that may write.
pub fn begin(conn :: SqliteConn) -> Result<(), String> = plain(conn, "BEGIN IMMEDIATE")

## Makes the transaction's changes stay.
pub fn commit(conn :: SqliteConn) -> Result<(), String> = plain(conn, "COMMIT")

## Takes the transaction's changes back.
pub fn rollback(conn :: SqliteConn) -> Result<(), String> = plain(conn, "ROLLBACK")

## Runs `work` in a transaction: its changes stay when it gives `Ok`, and are taken back when it gives `Err`.
pub fn transaction<T>(conn :: SqliteConn, work :: Fun() -> Result<T, String>) -> Result<T, String> do
  begin(conn)?
  let done = work()
  let ended = Result.and_then(done, fn _ -> commit(conn) end)
  case ended do
    Ok(_) -> done
    Err(error) -> do
      # The first error counts, not one of taking back what may be gone already.
      let _ = rollback(conn)
      Err(error)
    end
  end
end
