fn main() do
  Point { x: 1, y: 2 }
  Point { x: 1, y: 2, }
  Geo.Point {
    x: 1
    y: a + b
  }
  Empty {}
  %{p | x: 3}
  %{f(p) | x: 3, y: 4}
  %{p | x: 3
    y: 4}
  Point { type: 1, end: 2 }
end
