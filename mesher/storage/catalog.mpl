##! Which tables a database has, and what stands in them: read from the database itself, so that no list of them can be out of
##! date.

pub struct Table do
  name :: String
  columns :: List<Column>
end deriving(Debug)

pub struct Column do
  name :: String
  ## The type as the database calls it, in small letters.
  kind :: String
end deriving(Debug)

# News are told once; the migrations are each database's own.
fn own() -> List<String> = ["mesh_migrations", "news"]

## The tables, those first that others refer to.
pub fn tables(db :: Db, is_postgres :: Bool) -> Result<List<Table>, DbError> do
  let names :: List<String> =
    Db.all(db, if is_postgres do postgres_tables() else sqlite_tables() end)?
  let links :: List<(String, String)> =
    Db.all(db, if is_postgres do postgres_links() else sqlite_links() end)?
  let wanted = List.sorted(List.reject(names, fn name -> List.contains(own(), name) end))
  List.try_map(in_order(wanted, links, []), fn name ->
    Ok(Table { name: name, columns: columns(db, is_postgres, name)? })
  end)
end

fn sqlite_tables() -> Sql =
  text("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'")

fn sqlite_links() -> Sql do
  text("SELECT m.name, f.\"table\" FROM sqlite_master m JOIN pragma_foreign_key_list(m.name) f WHERE m.type = 'table'")
end

# Partitions are parts of their tables.
fn postgres_tables() -> Sql do
  text(
    "SELECT relname::text FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p') " <>
    "AND NOT relispartition"
  )
end

fn postgres_links() -> Sql do
  text(
    "SELECT c.relname::text, p.relname::text FROM pg_constraint f JOIN pg_class c ON c.oid = f.conrelid " <>
    "JOIN pg_class p ON p.oid = f.confrelid WHERE f.contype = 'f' AND f.connamespace = current_schema()::regnamespace"
  )
end

fn columns(db :: Db, is_postgres :: Bool, table :: String) -> Result<List<Column>, DbError> do
  let found :: List<(String, String)> = Db.all(
    db,
    if is_postgres do
      Sql.literal(
        [
          "SELECT column_name::text, data_type::text FROM information_schema.columns " <>
            "WHERE table_schema = current_schema() AND table_name = ",
          " ORDER BY ordinal_position"
        ],
        [SqlText(table)]
      )
    else
      Sql.literal(
        ["SELECT name, lower(type) FROM pragma_table_info(", ") ORDER BY cid"],
        [SqlText(table)]
      )
    end
  )?
  Ok(List.map(found, fn((name, kind)) -> Column { name: name, kind: kind } end))
end

# Those that refer to nothing that is left come next.
fn in_order(
  left :: List<String>,
  links :: List<(String, String)>,
  done :: List<String>
) -> List<String> do
  let (ready, others) = List.partition(left, fn name ->
    not List.any(links, fn((from, to)) ->
      from == name and to != name and List.contains(left, to)
    end)
  end)
  # A circle, which no table of ours is in, would go as it is.
  if List.is_empty(ready) do done ++ left else in_order(others, links, done ++ ready) end
end

## How many rows a table has.
pub fn count(db :: Db, table :: String) -> Result<Int, DbError> do
  Db.value(db, Sql.literal(["SELECT count(*) FROM ", ""], [SqlPart(Sql.name(table))]))
end

## Removes all rows of a table.
pub fn clear(db :: Db, table :: String) -> Result<Int, DbError> do
  Db.run(db, Sql.literal(["DELETE FROM ", ""], [SqlPart(Sql.name(table))]))
end

## All rows of a table, their values in the order of these columns.
pub fn rows(table :: Table) -> Sql do
  Sql.literal(["SELECT ", " FROM ", ""], [SqlPart(names(table)), SqlPart(Sql.name(table.name))])
end

## Adds a row.
pub fn insert(table :: Table, values :: List<SqlValue>) -> Sql do
  let given = Sql.join(List.map(values, fn value -> Sql.literal(["", ""], [value]) end), text(", "))
  Sql.literal(
    ["INSERT INTO ", " (", ") VALUES (", ")"],
    [SqlPart(Sql.name(table.name)), SqlPart(names(table)), SqlPart(given)]
  )
end

fn names(table :: Table) -> Sql =
  Sql.join(List.map(table.columns, fn column -> Sql.name(column.name) end), text(", "))

fn text(sql :: String) -> Sql = Sql.literal([sql], [])

## A value of another database as this column takes it.
pub fn fitted(column :: Column, value :: SqlValue, is_postgres :: Bool) -> SqlValue do
  case (column.kind, value) do
    ("boolean", SqlInt(n)) -> SqlBool(n != 0)
    ("double precision", SqlInt(n)) | ("real", SqlInt(n)) -> SqlFloat(Int.to_float(n))
    # PostgreSQL's texts cannot hold it.
    (_, SqlText(given)) when is_postgres and String.contains(given, "\0") ->
      SqlText(String.replace(given, "\0", "\u{fffd}"))
    (_, SqlJson(given)) -> SqlText(given)
    _ -> value
  end
end
