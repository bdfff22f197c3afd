fn main() do
  fn add(a, b) do
    a + b
  end
  fn twice<T>(x :: T) -> T = x
  def old(x) do x end
  fn go(0) = 1
  fn go(n) when n > 0 = n
  add(1, 2)
end
