# Arguments are told apart by their places; names are for maps.
fn area(width :: Int, height :: Int) -> Int = width * height

fn at((x, y) :: (Int, Int), scale :: Int) -> Int = (x + y) * scale

fn options(name :: String, given :: Map<String, Int>) -> Int = String.length(name) + Map.size(given)

fn any(value) = value

fn main() do
  println("${area(width: 3, height: 4)}")
  #               ^^^^^^^^^^^^^^^^^^^ E0003
  println("${area(3, height: 4)}")
  #                  ^^^^^^^^^ E0003
  println("${area(height: 4, width: 3)}")
  #               ^^^^^^^^^^^^^^^^^^^ E0003
  println("${3 |> area(height: 4)}")
  #                    ^^^^^^^^^ E0003
  println("${at((1, 2), scale: 4)}")
  #                     ^^^^^^^^ E0003
  println("${String.slice("text", start: 1, stop: 2)}")
  #                               ^^^^^^^^^^^^^^^^^ E0003
  println("${options("a", b: 1)} ${Map.size(any(a: 1))}")
end
