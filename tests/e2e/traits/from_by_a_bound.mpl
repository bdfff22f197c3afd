# `?` converts to an error that is known by its bound alone.
struct Mine do
  text :: String
end

impl From<String> for Mine do
  fn from(text :: String) -> Mine = Mine { text: text }
end

fn positive(n :: Int) -> Result<Int, String> do
  if n > 0 do Ok(n) else Err("not positive") end
end

fn next<E>(n :: Int) -> Result<Int, E> where E: From do
  let k = positive(n)?
  Ok(k + 1)
end

fn main() do
  let bad :: Result<Int, Mine> = next(0)
  let good :: Result<Int, Mine> = next(1)
  println("${bad} ${good}")
end
