##! The end of a project: hidden at once, then its rows go in portions, so that nobody waits for long.

from Storage.Clock import now

# Rows that go in one transaction.
fn portion() -> Int = 1000

## Hides a project and ends its keys; the number of projects that were hidden.
pub fn begin(db :: Db, id :: String) -> Result<Int, DbError> do
  Db.transaction(db, fn tx ->
    Db.run(
      tx,
      sql"UPDATE api_keys SET revoked_at = ${now()} WHERE project_id = ${id} AND revoked_at IS NULL"
    )?
    Db.run(
      tx,
      sql"UPDATE projects SET deleted_at = ${now()}, slug = NULL WHERE id = ${id} AND deleted_at IS NULL"
    )
  end)
end

## The project that was hidden first, and in how many microseconds its rows may go: processes remember keys for a moment, and what
## they take of a project that is not there any more would be refused with all that is written beside it.
pub fn next(db :: Db) -> Result<Option<(String, Int)>, DbError> do
  let found :: Option<(String, Int)> = Db.first(db, sql"""
    SELECT id, deleted_at FROM projects WHERE deleted_at IS NOT NULL ORDER BY deleted_at LIMIT 1
    """)?
  Ok(Option.map(found, fn((id, at)) -> (id, Math.max(0, at + 10000000 - now())) end))
end

## Deletes a portion of a hidden project's rows, in the end the project; whether there is more to do.
pub fn step(db :: Db, id :: String) -> Result<Bool, DbError> do
  let tables = case Db.dialect(db) do
    Sqlite -> tables_of_sqlite(db)?
    Postgres -> List.map(tables_of_postgres(db)?, fn table -> (table, "ctid") end)
  end
  emptied(db, id, tables, false)
end

# Tables that refer to rows of others come when those are gone: their turn is passed over with an error of the foreign key.
fn emptied(
  db :: Db,
  id :: String,
  tables :: List<(String, String)>,
  waiting :: Bool
) -> Result<Bool, DbError> do
  case tables do
    # Nothing went in this round.
    [] when waiting -> Err(DbError.Invalid("rows that stay refer to those of the project"))
    [] -> do
      Db.run(db, sql"DELETE FROM projects WHERE id = ${id}")?
      Ok(false)
    end
    (table, row) :: rest ->
      case delete_some(db, id, table, row) do
        Ok(0) -> emptied(db, id, rest, waiting)
        Ok(_) -> Ok(true)
        Err(Constraint(ForeignKey, _)) -> emptied(db, id, rest, true)
        Err(error) -> Err(error)
      end
  end
end

# The condition stands twice: in a partitioned table of PostgreSQL a place is one in each partition.
fn delete_some(db :: Db, id :: String, table :: String, row :: String) -> Result<Int, DbError> do
  let (name, place) = (Sql.name(table), raw(row))
  let mine = sql"project_id = ${id}"
  Db.run(
    db,
    Sql.join(
      [
        raw("DELETE FROM "),
        name,
        raw(" WHERE "),
        mine,
        raw(" AND "),
        raw("("),
        place,
        raw(") IN (SELECT "),
        place,
        raw(" FROM "),
        name,
        raw(" WHERE "),
        mine,
        sql" LIMIT ${portion()}",
        raw(")")
      ],
      raw("")
    )
  )
end

fn raw(text :: String) -> Sql = Sql.literal([text], [])

# Every table with a column `project_id`, whoever made it, and what tells its rows apart: some have nothing but their primary key. What
# was done stays known.
fn tables_of_sqlite(db :: Db) -> Result<List<(String, String)>, DbError> do
  Db.all(
    db,
    raw(
      "SELECT t.name, CASE WHEN t.wr THEN (SELECT group_concat(k.name, ', ') FROM pragma_table_info(t.name) k WHERE k.pk > 0) " <>
      "ELSE 'rowid' END FROM pragma_table_list t JOIN pragma_table_info(t.name) c ON c.name = 'project_id' " <>
      "WHERE t.schema = 'main' AND t.type = 'table' AND t.name <> 'audit_log' ORDER BY t.name"
    )
  )
end

fn tables_of_postgres(db :: Db) -> Result<List<String>, DbError> do
  Db.all(
    db,
    raw(
      "SELECT CAST(c.relname AS TEXT) FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'project_id' " <>
      "WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND NOT a.attisdropped " <>
      "AND c.relnamespace = CAST(current_schema() AS regnamespace) AND c.relname <> 'audit_log' ORDER BY 1"
    )
  )
end
