struct User do
  name :: String
end

fn greet(user :: User) -> String = "hi ${user.name}"

fn greet_with(user :: User, word :: String) -> String = "${word} ${user.name}"

fn main() do
  let user = User { name: "ann" }
  println(user.greet())
  #            ^^^^^ E0030
  println(user.greet_with("hello"))
  #            ^^^^^^^^^^ E0030
  println([user].map(fn one -> one.greet() end) |> String.join(", "))
  #                                ^^^^^ E0030
end
