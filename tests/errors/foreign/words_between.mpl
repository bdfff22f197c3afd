  typedef Number = Int
# ^^^^^^^ P0001

fn first(x, y) do
  with {:ok, a} <- x,
# ^^^^ P0001
       {:ok, b} <- y do
    a + b
  end
end

fn second(f) do
  use x <- f()
# ^^^ P0001
  x
end

fn main() do
  let p = (1, 2)
  let q = p with { x: 4 }
  #         ^^^^ P0001
  println("${q}")
end
