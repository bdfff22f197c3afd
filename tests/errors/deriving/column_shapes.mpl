struct Point do
  x :: Int
  y :: Int
end deriving(Column)
#            ^^^^^^ E0028

type Found do
  Nothing
  Here(Int)
end deriving(Column)
#            ^^^^^^ E0028

struct Callback do
  run :: Fun(Int) -> Int
# ^^^ E0028
end deriving(Column)

type Level do
  Low
  High
end deriving(Row)
#            ^^^ E0028

fn main() do
  println("")
end
