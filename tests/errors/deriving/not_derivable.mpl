struct Point do
  x :: Int
end deriving(Eq, Clone, Iterator)
#                ^^^^^ E0028
#                       ^^^^^^^^ E0028

fn main() do
  println("")
end
