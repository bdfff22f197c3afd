struct User do
  name :: String
  age :: Int
end
fn main() do
  let u = User { name: "Ann" }
#         ^^^^ E0009
  println(u.name)
end
