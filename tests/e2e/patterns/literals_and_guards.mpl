fn classify(n :: Int, text :: String) -> String do
  case (n, text) do
    (0, "zero") -> "both"
    (0, _) -> "number only"
    (_, "zero") -> "text only"
    (n, t) when n > 100 and String.length(t) > 3 -> "big"
    (-1, _) -> "minus one"
    _ -> "other"
  end
end

fn main() do
  println(classify(0, "zero"))
  println(classify(0, "x"))
  println(classify(5, "zero"))
  println(classify(500, "long text"))
  println(classify(-1, "x"))
  println(classify(500, "x"))
end
