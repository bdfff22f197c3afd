##! SQL with its values, and what databases give back. `Db` runs it.

## A value as databases take and give it.
pub type SqlValue do
  SqlNull
  SqlBool(Bool)
  SqlInt(Int)
  SqlFloat(Float)
  SqlText(String)
  SqlBytes(Bytes)
  SqlTime(DateTime)
  # Its text.
  SqlJson(String)
  # An exact number, in decimal.
  SqlDecimal(String)
  # An array of PostgreSQL; on SQLite its values one after the other.
  SqlList(List<SqlValue>)
  # SQL that is put into other SQL.
  SqlPart(Sql)
end deriving(Eq, Debug)

## SQL: its texts, and between each two of them a value, which reaches the database as a parameter.
pub struct Sql do
  texts :: List<String>
  values :: List<SqlValue>
end deriving(Eq, Debug)

## What `sql"..."` is made into. `texts` has one more than `values`.
##
## ```mesh
## let sql = Sql.literal(["select ", " + ", ""], [SqlInt(1), SqlInt(2)])
## assert_eq sql, sql"select ${1} + ${2}"
## ```
pub fn literal(texts :: List<String>, values :: List<SqlValue>) -> Sql =
  Sql { texts: texts, values: values }

## No SQL: what nothing is put together from.
##
## ```mesh
## let sql = Sql.empty()
## assert_eq sql.texts, [""]
## ```
pub fn empty() -> Sql = Sql { texts: [""], values: [] }

## Whether there is none.
##
## ```mesh
## assert Sql.is_empty(Sql.empty())
## assert not Sql.is_empty(sql"select 1")
## ```
pub fn is_empty(sql :: Sql) -> Bool do
  List.is_empty(sql.values) and List.all(sql.texts, fn text -> String.trim(text) == "" end)
end

## The parts, with `separator` between each two: conditions with sql" and ", columns with sql", ".
##
## ```mesh
## let db = Result.unwrap(Db.open("sqlite::memory:"))
## let conditions = [sql"1 < ${2}", sql"3 < ${4}"]
## assert_eq Db.value(db, sql"select ${Sql.join(conditions, sql" and ")}"), Ok(true)
## ```
pub fn join(parts :: List<Sql>, separator :: Sql) -> Sql do
  let (texts, values) = List.reduce(parts, ([], []), fn (texts, values), part ->
    if List.is_empty(values) do
      (["", ""], [SqlPart(part)])
    else
      (texts ++ ["", ""], values ++ [SqlPart(separator), SqlPart(part)])
    end
  end)
  if List.is_empty(values) do empty() else Sql { texts: texts, values: values } end
end

## The name of a table or column, quoted: what cannot be a parameter. Names with dots are given part by part.
##
## ```mesh
## assert_eq Sql.name("group"), sql"\"group\""
## ```
pub fn name(name :: String) -> Sql =
  Sql { texts: ["\"" <> String.replace(name, "\"", "\"\"") <> "\""], values: [] }

# ---- values to the database -------------------------------------------------------------------------------------

## Types whose values can stand in SQL.
pub interface ToColumn do
  fn to_column(self) -> SqlValue
end

impl ToColumn for SqlValue do
  fn to_column(self) -> SqlValue = self
end

impl ToColumn for Sql do
  fn to_column(self) -> SqlValue = SqlPart(self)
end

impl ToColumn for Bool do
  fn to_column(self) -> SqlValue = SqlBool(self)
end

impl ToColumn for Int do
  fn to_column(self) -> SqlValue = SqlInt(self)
end

impl ToColumn for Float do
  fn to_column(self) -> SqlValue = SqlFloat(self)
end

impl ToColumn for String do
  fn to_column(self) -> SqlValue = SqlText(self)
end

impl ToColumn for Bytes do
  fn to_column(self) -> SqlValue = SqlBytes(self)
end

impl ToColumn for DateTime do
  fn to_column(self) -> SqlValue = SqlTime(self)
end

impl ToColumn for Json do
  fn to_column(self) -> SqlValue = SqlJson(Json.encode(self))
end

impl ToColumn for Option<T> where T: ToColumn do
  fn to_column(self) -> SqlValue do
    case self do
      Some(value) -> value.to_column()
      None -> SqlNull
    end
  end
end

impl ToColumn for List<T> where T: ToColumn do
  fn to_column(self) -> SqlValue = SqlList(List.map(self, fn item -> item.to_column() end))
end

# ---- values from the database -----------------------------------------------------------------------------------

## Types that a column can be read as. `Err` says what there is instead.
pub interface FromColumn do
  fn from_column(value :: SqlValue) -> Result<Self, String>
end

# What a value is, for people.
fn shown(value :: SqlValue) -> String do
  case value do
    SqlNull -> "NULL"
    SqlBool(b) -> "the Bool ${b}"
    SqlInt(n) -> "the Int ${n}"
    SqlFloat(x) -> "the Float ${x}"
    SqlText(text) -> "the text \"${shortened(text)}\""
    SqlBytes(bytes) -> "${Bytes.length(bytes)} bytes"
    SqlTime(time) -> "the time ${time}"
    SqlJson(text) -> "the JSON ${shortened(text)}"
    SqlDecimal(text) -> "the number ${text}"
    SqlList(items) -> "an array of ${List.length(items)}"
    SqlPart(_) -> "SQL"
  end
end

fn shortened(text :: String) -> String =
  if String.length(text) > 40 do String.slice(text, 0, 40) <> "..." else text end

fn refused<T>(value :: SqlValue, wanted :: String) -> Result<T, String> =
  Err("${shown(value)}, where ${wanted} is wanted")

impl FromColumn for SqlValue do
  fn from_column(value :: SqlValue) -> Result<SqlValue, String> = Ok(value)
end

impl FromColumn for Bool do
  fn from_column(value :: SqlValue) -> Result<Bool, String> do
    case value do
      SqlBool(b) -> Ok(b)
      # SQLite has no truth values of its own.
      SqlInt(0) -> Ok(false)
      SqlInt(1) -> Ok(true)
      other -> refused(other, "a Bool")
    end
  end
end

impl FromColumn for Int do
  fn from_column(value :: SqlValue) -> Result<Int, String> do
    case value do
      SqlInt(n) -> Ok(n)
      # The sum of whole numbers, which PostgreSQL gives exactly.
      SqlDecimal(text) ->
        case String.to_int(text) do
          Some(n) -> Ok(n)
          None -> refused(value, "an Int")
        end
      other -> refused(other, "an Int")
    end
  end
end

impl FromColumn for Float do
  fn from_column(value :: SqlValue) -> Result<Float, String> do
    case value do
      SqlFloat(x) -> Ok(x)
      SqlInt(n) -> Ok(Int.to_float(n))
      SqlDecimal(text) ->
        case String.to_float(text) do
          Some(x) -> Ok(x)
          None -> refused(value, "a Float")
        end
      other -> refused(other, "a Float")
    end
  end
end

impl FromColumn for String do
  fn from_column(value :: SqlValue) -> Result<String, String> do
    case value do
      SqlText(text) | SqlJson(text) | SqlDecimal(text) -> Ok(text)
      other -> refused(other, "a String")
    end
  end
end

impl FromColumn for Bytes do
  fn from_column(value :: SqlValue) -> Result<Bytes, String> do
    case value do
      SqlBytes(bytes) -> Ok(bytes)
      other -> refused(other, "Bytes")
    end
  end
end

impl FromColumn for DateTime do
  fn from_column(value :: SqlValue) -> Result<DateTime, String> do
    case value do
      SqlTime(time) -> Ok(time)
      SqlText(text) ->
        case time_of(text) do
          Ok(time) -> Ok(time)
          Err(_) -> refused(value, "a DateTime")
        end
      other -> refused(other, "a DateTime")
    end
  end
end

# SQLite keeps times as texts: ours, those of its own functions (`2026-01-02 03:04:05`), and dates. Without a zone it is UTC.
fn time_of(text :: String) -> Result<DateTime, String> do
  let whole =
    if String.length(text) == 10 do text <> "T00:00:00" else String.replace(text, " ", "T") end
  case DateTime.from_iso8601(whole) do
    Ok(time) -> Ok(time)
    Err(_) -> DateTime.from_iso8601(whole <> "Z")
  end
end

impl FromColumn for Json do
  fn from_column(value :: SqlValue) -> Result<Json, String> do
    case value do
      SqlJson(text) | SqlText(text) -> Json.parse(text)
      other -> refused(other, "JSON")
    end
  end
end

impl FromColumn for Option<T> where T: FromColumn do
  fn from_column(value :: SqlValue) -> Result<Option<T>, String> do
    case value do
      SqlNull -> Ok(None)
      other -> Result.map(FromColumn.from_column(other), fn found -> Some(found) end)
    end
  end
end

impl FromColumn for List<T> where T: FromColumn do
  fn from_column(value :: SqlValue) -> Result<List<T>, String> do
    case value do
      SqlList(items) -> do
        let all = for item in items do
          let one :: Result<T, String> = FromColumn.from_column(item)
          one?
        end
        Ok(all)
      end
      other -> refused(other, "a List")
    end
  end
end

# ---- rows -------------------------------------------------------------------------------------------------------

## A row that a query gave. `Db.column` and `Db.nth` read it.
pub struct DbRow do
  names :: List<String>
  values :: List<SqlValue>
end deriving(Eq, Debug)

## Types that a row can be read as: by name what has `deriving(Row)`, by place tuples and single values.
pub interface FromRow do
  fn from_row(row :: DbRow) -> Result<Self, String>
end

## A row of these columns, as the type that is wanted.
##
## ```mesh
## assert_eq Sql.row(["n", "name"], [SqlInt(1), SqlText("ann")]), Ok((1, "ann"))
## ```
pub fn row<T>(names :: List<String>, values :: List<SqlValue>) -> Result<T, String>
  where T: FromRow do
  FromRow.from_row(DbRow { names: names, values: values })
end

## The column with this name.
##
## ```mesh
## let row = DbRow { names: ["name", "age"], values: [SqlText("ann"), SqlInt(41)] }
## assert_eq Sql.column(row, "age"), Ok(41)
## ```
pub fn column<T>(row :: DbRow, name :: String) -> Result<T, String> where T: FromColumn do
  case place_of(row.names, name, 0) do
    Some(index) ->
      case FromColumn.from_column(List.get(row.values, index)) do
        Ok(value) -> Ok(value)
        Err(problem) -> Err("column `${name}` is ${problem}")
      end
    None ->
      Err("there is no column `${name}`, only ${String.join(List.map(row.names, fn name -> "`${name}`" end), ", ")}")
  end
end

fn place_of(names :: List<String>, name :: String, from :: Int) -> Option<Int> do
  case List.at(names, from) do
    Some(known) when known == name -> Some(from)
    Some(_) -> place_of(names, name, from + 1)
    None -> None
  end
end

## The column at this place, from 0 on.
##
## ```mesh
## let row = DbRow { names: ["name", "age"], values: [SqlText("ann"), SqlInt(41)] }
## assert_eq Sql.nth(row, 0), Ok("ann")
## ```
pub fn nth<T>(row :: DbRow, index :: Int) -> Result<T, String> where T: FromColumn do
  case List.at(row.values, index) do
    Some(found) ->
      case FromColumn.from_column(found) do
        Ok(value) -> Ok(value)
        Err(problem) -> Err("column ${index + 1}, `${List.get(row.names, index)}`, is ${problem}")
      end
    None -> Err("there is no column ${index + 1}: the row has ${List.length(row.values)}")
  end
end

fn has(row :: DbRow, count :: Int) -> Result<(), String> do
  if List.length(row.values) == count do
    Ok(())
  else
    Err("the row has ${List.length(row.values)} columns, where ${count} are wanted")
  end
end

fn only<T>(row :: DbRow) -> Result<T, String> where T: FromColumn do
  has(row, 1)?
  nth(row, 0)
end

impl FromRow for DbRow do
  fn from_row(row :: DbRow) -> Result<DbRow, String> = Ok(row)
end

impl FromRow for Bool do
  fn from_row(row :: DbRow) -> Result<Bool, String> = only(row)
end

impl FromRow for Int do
  fn from_row(row :: DbRow) -> Result<Int, String> = only(row)
end

impl FromRow for Float do
  fn from_row(row :: DbRow) -> Result<Float, String> = only(row)
end

impl FromRow for String do
  fn from_row(row :: DbRow) -> Result<String, String> = only(row)
end

impl FromRow for Bytes do
  fn from_row(row :: DbRow) -> Result<Bytes, String> = only(row)
end

impl FromRow for DateTime do
  fn from_row(row :: DbRow) -> Result<DateTime, String> = only(row)
end

impl FromRow for Json do
  fn from_row(row :: DbRow) -> Result<Json, String> = only(row)
end

impl FromRow for Option<T> where T: FromColumn do
  fn from_row(row :: DbRow) -> Result<Option<T>, String> = only(row)
end

impl FromRow for (A, B) where A: FromColumn, B: FromColumn do
  fn from_row(row :: DbRow) -> Result<(A, B), String> do
    has(row, 2)?
    Ok((nth(row, 0)?, nth(row, 1)?))
  end
end

impl FromRow for (A, B, C) where A: FromColumn, B: FromColumn, C: FromColumn do
  fn from_row(row :: DbRow) -> Result<(A, B, C), String> do
    has(row, 3)?
    Ok((nth(row, 0)?, nth(row, 1)?, nth(row, 2)?))
  end
end

impl FromRow for (A, B, C, D) where A: FromColumn, B: FromColumn, C: FromColumn, D: FromColumn do
  fn from_row(row :: DbRow) -> Result<(A, B, C, D), String> do
    has(row, 4)?
    Ok((nth(row, 0)?, nth(row, 1)?, nth(row, 2)?, nth(row, 3)?))
  end
end

impl FromRow for (A, B, C, D, E)
  where A: FromColumn, B: FromColumn, C: FromColumn, D: FromColumn, E: FromColumn do
  fn from_row(row :: DbRow) -> Result<(A, B, C, D, E), String> do
    has(row, 5)?
    Ok((nth(row, 0)?, nth(row, 1)?, nth(row, 2)?, nth(row, 3)?, nth(row, 4)?))
  end
end

impl FromRow for (A, B, C, D, E, F)
  where A: FromColumn, B: FromColumn, C: FromColumn, D: FromColumn, E: FromColumn, F: FromColumn do
  fn from_row(row :: DbRow) -> Result<(A, B, C, D, E, F), String> do
    has(row, 6)?
    Ok((nth(row, 0)?, nth(row, 1)?, nth(row, 2)?, nth(row, 3)?, nth(row, 4)?, nth(row, 5)?))
  end
end
