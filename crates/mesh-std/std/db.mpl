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
pub fn column<T>(row :: DbRow, name :: String) -> Result<T, String> where T: FromColumn = Sql.column(row, name)

## The column at this place, from 0 on.
pub fn nth<T>(row :: DbRow, index :: Int) -> Result<T, String> where T: FromColumn = Sql.nth(row, index)
