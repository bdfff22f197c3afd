fn main() do
  f(fn do 1 end)
  f(fn x do
    let y = x
    y
  end)
  f(fn x, y do x end)
  f(fn (x :: Int) do x end)
  f(fn x when x > 0 do x end)
end
