fn identity<T>(x :: T) -> T = x

fn pair(a, b) = (a, b)

fn swap<A, B>(p :: (A, B)) -> (B, A) do
  let (a, b) = p
  (b, a)
end

fn largest(a, b) do
  if a > b do a else b end
end

fn main() do
  println("${identity(1)} ${identity("s")} ${identity(2.5)}")
  println("${swap(pair(1, "one"))}")
  println("${largest(3, 9)} ${largest("pear", "apple")} ${largest(1.5, 0.5)}")
end
