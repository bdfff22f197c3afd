fn sign(n :: Int) -> String do
  case n do
  #    ^ E0012
    x when x < 0 -> "minus"
    x when x >= 0 -> "plus"
  end
end

fn main() do
  println(sign(1))
end
