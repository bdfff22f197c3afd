interface Named do
  fn name(self) -> String
end

fn greet<T>(value :: T) -> String where T: Named do
  "Hello, " <> value.name()
end

fn main() do
  println(greet(3))
  #             ^ E0006
  println(List.map([1], greet) |> String.join(", "))
  #                     ^^^^^ E0006
end
