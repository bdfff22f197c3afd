fn main() do
  f(fn -> 1 end)
  f(fn x -> x end)
  f(fn x, y -> x + y end)
  f(fn (x, y) -> x + y end)
  f(fn(x, y) -> x + y end)
  f(fn() -> 1 end)
  f(fn x :: Int, y :: String -> x end)
  f(fn _ -> 1 end)
  let g = fn x ->
    let y = x
    y
  end
  let h = fn ->
    a
    b
  end
end
