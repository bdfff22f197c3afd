struct User do
  name :: String
end

fn main() do
  let found = List.find([User { name: "a" }], fn u -> u.name == "a" end)
  println(found.name)
  #             ^^^^ E0009
end
