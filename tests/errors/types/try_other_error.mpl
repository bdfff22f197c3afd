fn parse(text :: String) -> Result<Int, String> do
  Ok(1)
end

fn run() -> Result<Int, Int> do
  Ok(parse("1")? + 1)
  #  ^^^^^^^^^^^ E0036
end

fn main() do
  println("${run()}")
end
