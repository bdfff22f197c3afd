##! SQL with its values: what `sql"..."` gives.

## What a database takes and gives.
pub type SqlValue do
  SqlNull
  SqlBool(Bool)
  SqlInt(Int)
  SqlFloat(Float)
  SqlText(String)
  SqlBytes(Bytes)
  SqlTime(DateTime)
  SqlJson(Json)
  SqlList(List<SqlValue>)
  ## SQL that is put into other SQL.
  SqlPart(Sql)
end deriving(Debug)

## A piece of SQL: text around values, which reach the database as parameters.
pub struct Sql do
  texts :: List<String>
  values :: List<SqlValue>
end deriving(Debug)

## Types whose values can stand in SQL.
pub interface ToColumn do
  fn to_column(self) -> SqlValue
end

impl ToColumn for SqlValue do
  fn to_column(self) -> SqlValue = self
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
  fn to_column(self) -> SqlValue = SqlJson(self)
end

impl ToColumn for Sql do
  fn to_column(self) -> SqlValue = SqlPart(self)
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

## What the compiler makes of `sql"..."`: texts, and between each two of them a value.
pub fn literal(texts :: List<String>, values :: List<SqlValue>) -> Sql = Sql { texts: texts, values: values }
