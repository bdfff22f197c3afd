##! Carries everything from one database to another, all or nothing: row by row, within the memory of a few hundred of them.

from Storage.Catalog import Table
import Storage.Catalog
import Storage.Partitions

## One of the two databases, with its tables up to date.
pub struct Side do
  db :: Db
  is_postgres :: Bool
end

# Rows of one statement, and the bytes that they may have.
fn most_rows() -> Int = 500

fn most_bytes() -> Int = 4 * 1048576

## Carries all rows over; gives the tables with their numbers of rows. A target in which there is something already is refused,
## and so is a source that changes meanwhile. `told` hears of each table that is there.
pub fn copy(
  from :: Side,
  to :: Side,
  told :: Fun(String, Int) -> ()
) -> Result<List<(String, Int)>, DbError> do
  snapshot(from, fn source ->
    if to.is_postgres do
      let days :: List<Int> =
        Db.all(source, sql"SELECT DISTINCT received_at / 86400000000 FROM events")?
      Partitions.make(to.db, days)?
    end
    Db.transaction(to.db, fn target -> copy_all(%{from | db: source}, %{to | db: target}, told) end)
  end)
end

# What is read is of one moment. SQLite lets nobody write meanwhile, who would write to a database that is being left.
fn snapshot<T>(side :: Side, work :: Fun(Db) -> Result<T, DbError>) -> Result<T, DbError> do
  if side.is_postgres do
    Db.transaction(side.db, :repeatable_read, work)
  else
    Db.transaction(side.db, work)
  end
end

fn copy_all(
  from :: Side,
  to :: Side,
  told :: Fun(String, Int) -> ()
) -> Result<List<(String, Int)>, DbError> do
  let sources = Catalog.tables(from.db, from.is_postgres)?
  let targets = Catalog.tables(to.db, to.is_postgres)?
  same_tables(sources, targets)?
  must_be_empty(to.db)?
  # What migrations put in.
  for table in List.reverse(targets) do
    Catalog.clear(to.db, table.name)?
  end
  List.try_map(targets, fn table ->
    let rows = copy_table(from, to, table)?
    told(table.name, rows)
    Ok((table.name, rows))
  end)
end

fn same_tables(sources :: List<Table>, targets :: List<Table>) -> Result<(), DbError> do
  let (theirs, ours) = (List.map(sources, described), List.map(targets, described))
  let differing = Set.to_list(Set.symmetric_difference(Set.from_list(theirs), Set.from_list(ours)))
  if List.is_empty(differing) do
    Ok(())
  else
    Err(DbError.Invalid("the databases have different tables: ${String.join(differing, "; ")}"))
  end
end

# Other steps may have added the columns in another order.
fn described(table :: Table) -> String do
  "${table.name} (${String.join(List.sorted(List.map(table.columns, fn column -> column.name end)), ", ")})"
end

fn must_be_empty(db :: Db) -> Result<(), DbError> do
  for name in ["organizations", "users", "projects", "issues", "events"] do
    if Catalog.count(db, name)? > 0 do
      return Err(DbError.Invalid("the target is not empty: there is something in ${name}"))
    end
  end
  Ok(())
end

# What is on its way to a table.
struct Load do
  rows :: Int
  batch :: List<Sql>
  bytes :: Int
end

fn copy_table(from :: Side, to :: Side, table :: Table) -> Result<Int, DbError> do
  let start :: Result<Load, DbError> = Ok(Load { rows: 0, batch: [], bytes: 0 })
  let step :: Fun(Result<Load, DbError>, DbRow) -> Result<Load, DbError> = fn load, row ->
    Result.and_then(load, fn known -> taken(to, table, known, row) end)
  end
  let loaded = Db.fold(from.db, Catalog.rows(table), start, step)?
  let last = flushed(to, loaded?)?
  let (expected, found) = (Catalog.count(from.db, table.name)?, Catalog.count(to.db, table.name)?)
  if last.rows == expected and found == expected do
    Ok(found)
  else
    Err(
      DbError.Invalid("${table.name}: ${expected} rows in the source, ${last.rows} read, ${found} in the target")
    )
  end
end

fn taken(to :: Side, table :: Table, load :: Load, row :: DbRow) -> Result<Load, DbError> do
  let values = List.zip_with(table.columns, row.values, fn column, value ->
    Catalog.fitted(column, value, to.is_postgres)
  end)
  let bytes = List.reduce(values, load.bytes, fn sum, value -> sum + size(value) end)
  let more = Load {
    rows: load.rows + 1,
    batch: List.append(load.batch, Catalog.insert(table, values)),
    bytes: bytes
  }
  if List.length(more.batch) >= most_rows() or bytes >= most_bytes() do
    flushed(to, more)
  else
    Ok(more)
  end
end

fn size(value :: SqlValue) -> Int do
  case value do
    SqlText(text) -> String.byte_length(text)
    SqlBytes(bytes) -> Bytes.length(bytes)
    _ -> 8
  end
end

fn flushed(to :: Side, load :: Load) -> Result<Load, DbError> do
  if not List.is_empty(load.batch) do
    Db.run_many(to.db, load.batch)?
  end
  Ok(%{load | batch: [], bytes: 0})
end
