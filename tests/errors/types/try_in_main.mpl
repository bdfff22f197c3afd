# Section 10, 14: `main` gives a Result when it uses `?`.
fn parse(text :: String) -> Result<Int, String> do
  Ok(1)
end

fn main() do
  let n = parse("1")?
  println("${n}")
# ^^^^^^^^^^^^^^^ E0001
end
