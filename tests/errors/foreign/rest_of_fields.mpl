struct User do
  name :: String
  age :: Int
end

struct Defaults do
  age :: Int = 3
  #          ^ P0001
end

fn main() do
  let User { name, .. } = User { name: "a", age: 1 }
  #                ^^ P0001
  println(name)
end
