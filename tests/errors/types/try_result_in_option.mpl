fn parse(text :: String) -> Result<Int, String> do
  Ok(1)
end

fn first(text :: String) -> Int? do
  let n = parse(text)?
  #       ^^^^^^^^^^^^ E0036
  Some(n)
end

fn main() do
  println("${first("1")}")
end
