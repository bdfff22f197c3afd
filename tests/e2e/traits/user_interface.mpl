interface Area do
  fn area(self) -> Float

  fn describe(self) -> String do
    "area ${self.area()}"
  end
end

struct Square do
  side :: Float
end

struct Disc do
  radius :: Float
end

impl Area for Square do
  fn area(self) -> Float = self.side * self.side
end

impl Area for Disc do
  fn area(self) -> Float = 3.0 * self.radius * self.radius
  fn describe(self) -> String = "a disc of ${self.area()}"
end

fn total<T>(shapes :: List<T>) -> Float where T: Area do
  List.reduce(shapes, 0.0, fn acc, s -> acc + s.area() end)
end

fn main() do
  println(Square { side: 2.0 }.describe())
  println(Disc { radius: 1.0 }.describe())
  println("${total([Square { side: 1.0 }, Square { side: 3.0 }])}")
  println("${area(Square { side: 5.0 })}")
end
