fn parse(text :: String) -> Int do
  let Some(n) = String.to_int(text) else
    return -1
  end
  n * 2
end

fn main() do
  println("${parse("21")}")
  println("${parse("no")}")
  let (a, (b, c)) = (1, (2, 3))
  println("${a + b + c}")
end
