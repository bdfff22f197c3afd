interface Named do
  fn name(self) -> String
end

struct Square do
  side :: Float
end

impl Named for Square do
  fn name(self) -> String do
    "square"
  end
end

impl Named for Square do
#    ^^^^^ E0026
  fn name(self) -> String do
    "rect"
  end
end

fn main() do
  println(Square { side: 1.0 }.name())
end
