struct Vec do
  x :: Int
end

impl Add for Vec do
  type Output = Vec
  fn add(self, other :: Vec) -> Vec do
    Vec { x: self.x + other.x }
  end
end

fn main() do
  let v = Vec { x: 1 }
  println("${(v + 1).x}")
  #               ^ E0001
  println("${(v * v).x}")
  #           ^ E0006
end
