struct User do
  name :: String
  age :: Int
end
fn main() do
  let u = User(name: "Ann", age: 3)
#         ^^^^ E0004
  println("${u.name}")
end
