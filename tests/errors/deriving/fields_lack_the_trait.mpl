# Section 10, 10: derived impls hold their fields to the interface.
struct Job do
  name :: String
  run :: Fun(Int) -> Int
# ^^^ E0028
end deriving(Eq, Display)

type Task do
  Call(Fun(Int) -> Int)
# ^^^^ E0028
  Wait(Int)
end deriving(Hash)

fn main() do
  println("")
end
