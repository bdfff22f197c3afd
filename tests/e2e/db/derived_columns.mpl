# modes: debug release
# `deriving(Column)`: a struct of one field is what the field is, a variant is its name.
struct UserId do
  id :: Int
end deriving(Column, Eq, Debug)

struct Tag<T> do
  inner :: T
end deriving(Column, Debug)

type Level do
  Low
  High
end deriving(Column, Eq, Debug)

fn back<T>(value :: SqlValue) -> Result<T, String> where T: FromColumn =
  FromColumn.from_column(value)

fn main() do
  println("${sql"select ${UserId { id: 7 }} ${Level.High} ${Some(Tag { inner: "x" })} ${[Low, High]}"}")
  let user :: Result<UserId, String> = back(SqlInt(7))
  println("${user}")
  let level :: Result<Level, String> = back(SqlText("Low"))
  println("${level}")
  let unknown :: Result<Level, String> = back(SqlText("Middle"))
  println("${unknown}")
  let wrong :: Result<Level, String> = back(SqlInt(1))
  println("${Result.is_err(wrong)}")
  let absent :: Result<Option<Tag<Float>>, String> = back(SqlNull)
  println("${absent}")
  let null :: Result<UserId, String> = back(SqlNull)
  println("${Result.is_err(null)}")
end
