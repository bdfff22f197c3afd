interface Shape do
  fn area(self) -> Int
end

struct Square do
  side :: Int
end

impl Shape for Square do
  fn area(self) -> Int do
    self.side * self.side
  end
  fn area(self) -> Int do
  #  ^^^^ E0055
    2
  end
end

fn main() do
  println("${Square { side: 1 }.area()}")
end
