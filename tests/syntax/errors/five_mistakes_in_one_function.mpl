# mistakes: 5
fn main() do
  let a = (1 + 2
  let b = [1, 2
  let c = %{"k" => }
  case a do
    1 => "one"
    2 -> "two"
  end
  x = 5
  let d = f(b, c)
  println("${d}")
end
