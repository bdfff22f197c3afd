from Shapes import Square, Round

struct Square do
#      ^^^^^^ W0008
  side :: Int
end

interface Round do
#         ^^^^^ W0008
  fn round(self) -> Int
end

impl Round for Square do
  fn round(self) -> Int = self.side
end

fn main() do
  println("${Square { side: 1 }.round()}")
end
#- shapes.mpl
pub struct Square do
  width :: Int
end

pub interface Round do
  fn radius(self) -> Int
end
