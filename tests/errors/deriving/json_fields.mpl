struct Job do
  name :: String
  owner :: Pid<Int>
# ^^^^^ E0038
  run :: Fun(Int) -> Int
# ^^^ E0038
  ages :: Map<Int, Int>
# ^^^^ E0038
end deriving(Json)

fn main() do
  println("")
end
