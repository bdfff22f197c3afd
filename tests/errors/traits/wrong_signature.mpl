interface Shape do
  fn scale(self, by :: Float) -> Float
  fn name(self) -> String
end

struct Square do
  side :: Float
end

impl Shape for Square do
  fn scale(self, by :: Int) -> Float do
  #                    ^^^ E0008
    self.side
  end
  fn name(self) -> Int do
  #                ^^^ E0008
    1
  end
end

struct Circle do
  r :: Float
end

impl Shape for Circle do
  fn scale(self) -> Float do
  #  ^^^^^ E0008
    self.r
  end
  fn name(self) -> String do
    "circle"
  end
end

fn main() do
  println("")
end
