type Err do
  Neg(Int)
  Big
end

struct Pos do
  v :: Int
end

impl TryFrom<Int> for Pos do
  fn try_from(n :: Int) -> Pos!Err do
    if n < 0 do Err(Neg(n)) else Ok(Pos { v: n }) end
  end
end

impl From<Err> for String do
  fn from(e :: Err) -> String = "E:${e}"
end

fn go(n :: Int) -> Pos!String do
  let p :: Pos = n.try_into()?
  Ok(%{p | v: p.v + 1})
end

fn main() do
  println("${go(2)} ${go(-2)}")
end
