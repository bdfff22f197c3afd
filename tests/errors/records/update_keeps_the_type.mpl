# A struct update keeps the type, type parameters included.
struct Box<T> do
  value :: T
end

fn main() do
  let box = Box { value: 1 }
  let other = %{box | value: "one"}
  #                          ^^^^^ E0001
  println("${other.value}")
end
