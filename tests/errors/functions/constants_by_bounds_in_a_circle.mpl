# What a constant needs for its types may lead back to it.
interface Area do
  fn area(self) -> Int
end

struct Square do
  side :: Int
end

impl Area for Square do
  fn area(self) -> Int = self.side + TOTAL
end

fn twice<T>(shape :: T) -> Int where T: Area = shape.area() * 2

const TOTAL = twice(Square { side: 3 })
#     ^^^^^ E0078

fn main() = println("${TOTAL}")
