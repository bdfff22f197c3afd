struct Vec do
  x :: Int
  y :: Int
end

impl Add for Vec do
  type Output = Vec
  fn add(self, other :: Vec) -> Vec = Vec { x: self.x + other.x, y: self.y + other.y }
end

impl Neg for Vec do
  type Output = Vec
  fn neg(self) -> Vec = Vec { x: -self.x, y: -self.y }
end

impl Display for Vec do
  fn to_string(self) -> String = "<${self.x}, ${self.y}>"
end

fn main() do
  let v = Vec { x: 1, y: 2 } + Vec { x: 10, y: 20 }
  println("${v} ${-v}")
  println("${[v, -v]}")
end
