fn name(flag :: Bool, n :: Int, word :: String) -> String do
  let first = case flag do
  #                ^^^^ E0012
    true -> "yes"
  end
  let second = case n do
  #                 ^ E0012
    0 -> "zero"
    1 -> "one"
  end
  let third = case word do
  #                ^^^^ E0012
    "a" -> "b"
  end
  first <> second <> third
end

fn main() do
  println(name(true, 1, "a"))
end
