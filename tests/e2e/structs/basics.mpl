struct User do
  name :: String
  age :: Int
  tags :: List<String>
end

fn birthday(u :: User) -> User do
  %{u | age: u.age + 1}
end

fn main() do
  let u = User { name: "Ana", age: 30, tags: ["a", "b"] }
  let v = birthday(u)
  println("${u.name} ${u.age} -> ${v.age}")
  println("${v.tags}")
  println("${u == v} ${u == User { name: "Ana", age: 30, tags: ["a", "b"] }}")
  println("${v}")
end
