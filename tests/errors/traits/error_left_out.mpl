struct Even do
  n :: Int
end

type Why do
  Odd(String)
end

impl TryFrom<Int> for Even do
#    ^^^^^^^ E0040
  fn try_from(n) do
    if n % 2 == 0 do Ok(Even { n: n }) else Err("odd") end
  end
end

fn half(n :: Int) -> Result<Int, Why> do
  let e = Even.try_from(n)?
  Ok(e.n / 2)
end

fn main() do
  println("${half(4)}")
end
