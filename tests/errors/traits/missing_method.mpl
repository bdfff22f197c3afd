interface Shape do
  fn area(self) -> Float
  fn name(self) -> String
  fn label(self) -> String do
    self.name()
  end
end

struct Square do
  side :: Float
end

impl Shape for Square do
#    ^^^^^ E0007
  fn area(self) -> Float do
    self.side * self.side
  end
end

fn main() do
  println("${Square { side: 2.0 }.area()}")
end
