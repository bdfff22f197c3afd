interface Named do
  fn name(self) -> String
end

fn greet<T>(value :: T) -> String do
  "Hello, " <> value.name()
  #                  ^^^^ E0030
end

fn main() do
  println("")
end
