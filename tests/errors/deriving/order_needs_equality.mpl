struct Point do
  x :: Int
end deriving(Ord)
#            ^^^ E0029

fn main() do
  println("")
end
