# A bare call of a method that several interfaces have is resolved by the type of its first argument.
interface Plane do
  fn size(self) -> Int
  fn grown(self, by :: Int) -> Self
end

interface Solid do
  fn size(self) -> Int
end

struct Sq do
  s :: Int
end

struct Cube do
  s :: Int
end

impl Plane for Sq do
  fn size(self) -> Int do
    1
  end

  fn grown(self, by :: Int) -> Sq = Sq { s: self.s + by }
end

impl Solid for Cube do
  fn size(self) -> Int do
    2
  end
end

impl Solid for List<T> where T: Solid do
  fn size(self) -> Int = List.sum(List.map(self, fn part -> size(part) end))
end

fn both<P, S>(p :: P, s :: S) -> Int where P: Plane, S: Solid = size(p) * 10 + size(s)

fn main() do
  println("${size(Sq { s: 1 })} ${size(Cube { s: 1 })}")
  println("${size([Cube { s: 1 }, Cube { s: 2 }])} ${both(Sq { s: 1 }, [Cube { s: 1 }])}")
  println("${List.map([Sq { s: 1 }], size)} ${Sq { s: 1 } |> grown(2) |> size} ${Cube { s: 3 } |> size}")
end
