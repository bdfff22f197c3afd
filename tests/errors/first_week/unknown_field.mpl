struct User do
  name :: String
end
fn main() do
  let u = User { name: "Ann" }
  println(u.nmae)
#           ^^^^ E0009
end
