struct User do
  name :: String
end
fn main() do
  let u = %User{name: "Ann"}
#         ^ P0001
  case u do
    %User{name: n} -> println(n)
#   ^ P0001
  end
end
