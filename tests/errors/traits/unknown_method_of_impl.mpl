interface Shape do
  fn area(self) -> Float
end

struct Square do
  side :: Float
end

impl Shape for Square do
  fn area(self) -> Float do
    self.side
  end
  fn perimeter(self) -> Float do
  #  ^^^^^^^^^ E0008
    4.0 * self.side
  end
end

impl Shpae for Square do
#    ^^^^^ E0004
  fn area(self) -> Float do
    self.side
  end
end

fn main() do
  println("")
end
