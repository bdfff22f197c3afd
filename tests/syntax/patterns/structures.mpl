fn main() do
  case x do
    (a, b) -> 1
    (a, (b, _),) -> 2
    (a) -> 3
    Some(a) -> 4
    None -> 5
    Ok -> 6
    Pair(a, Some(b)) -> 7
    Shape.Circle(r) -> 8
    Shape.Empty -> 9
    Geo.Shapes.Square(s) -> 10
    Point { x: 0, y: Some(v) } -> 11
    Point { x, y } -> 12
    Geo.Point { x } -> 13
    [] -> 14
    [a] -> 15
    [a, [b], c] -> 16
    Unit() -> 17
  end
end
