fn main() do
  let name = "a" <> 1
  #                 ^ E0001
  let list = [1] ++ ["b"]
  #                  ^^^ E0001
  println("${name} ${list}")
end
