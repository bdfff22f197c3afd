interface Named do
  fn name(self) -> String
end

struct Box<T> do
  value :: T
end

impl Named for Box<T> do
  fn name(self) -> String do
    "box"
  end
end

impl Named for Box<Int> do
#    ^^^^^ E0026
  fn name(self) -> String do
    "number box"
  end
end

fn main() do
  println(Box { value: 1 }.name())
end
