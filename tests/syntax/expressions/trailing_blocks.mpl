fn main() do
  f(a) do
    body
  end
  f(a) do |x|
    x
  end
  f() do |x :: Int, (y, z)| x end
  M.each(xs) do |x|
    g(x) do
      x
    end
  end
  let r = f(1) do || 2 end
end
