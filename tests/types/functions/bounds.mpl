interface Shape do
  fn area(self) -> Float
end

struct Square do
  side :: Float
end

impl Shape for Square do
  fn area(self) -> Float do
    self.side * self.side
  end
end

fn total(shapes) = List.reduce(shapes, 0.0, fn sum, s -> sum + area(s) end)
fn written<T>(items :: List<T>) -> Bool where T: Shape, T: Eq do
  case items do
    a :: b :: _ -> a == b and a.area() > b.area()
    _ -> false
  end
end
fn sorted_pair(a, b) = if a < b do (a, b) else (b, a) end
fn member(x, items) = List.any(items, fn y -> y == x end)
fn counted(items) = List.reduce(items, %{}, fn m, x -> Map.put(m, x, Map.get_or(m, x, 0) + 1) end)
fn average(a, b) = (a + b) * a - b

fn main() do
  println("${total([Square { side: 2.0 }])}")
end
