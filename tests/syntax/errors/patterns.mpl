# mistakes: 6
fn main() do
  let 1 + x = 2
  let (a, = pair
  case x do
    [a, b | rest] -> 1
    %{"a" => b} -> 2
    1..5 -> 3
    Point { x:y } -> 4
    ok -> 5
  end
end
