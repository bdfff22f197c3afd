# A call of a function that only computes is a statement for nothing, whoever wrote the function.
fn half(n :: Int) -> Int = n / 2

fn find(n :: Int) -> Int? = if n > 2 do Some(half(n)) else None end

fn shown(n :: Int) -> Int do
  println("${n}")
  n
end

fn twice(n :: Int, f :: Fun(Int) -> Int) -> Int = f(f(n))

fn main() do
  half(2)
# ^^^^^^^ W0006
  find(3)
# ^^^^^^^ W0006
  half(half(4))
# ^^^^^^^^^^^^^ W0006
  2 |> half
# ^^^^^^^^^ W0006
  let _ = half(2)
  shown(2)
  half(shown(2))
  twice(2, shown)
  println("done")
end
