# A closure that is known where it is handed on is no object: what it captured comes as parameters, and its code is called by name.
fn shifted(items :: List<Int>, by :: Int) -> List<Int> = List.map(items, fn n -> n + by end)

fn doubled(n :: Int) -> Int = n * 2

fn twice(f :: Fun(Int) -> Int, n :: Int) -> Int = f(f(n))

# The inner closure captured one that is known, too.
fn table(rows :: Int, cell :: Fun(Int, Int) -> Int) -> List<Int> = for i in 0..rows do
  Range.reduce(0..rows, 0, fn sum, j -> sum + cell(i, j) end)
end

# What is kept stays an object.
fn kept(by :: Int) -> List<Fun(Int) -> Int> do
  let add = fn n -> n + by end
  [add, add]
end

# Nests without end.
fn sum(n :: Int, rest :: Fun(Int) -> Int) -> Int =
  if n == 0 do rest(0) else sum(n - 1, fn below -> rest(below + n) end) end

# Calls itself, and captured a function.
fn steps(f :: Fun(Int) -> Int) -> Int do
  fn go(n :: Int) -> Int = if n > 100 do n else go(f(n)) end
  go(1)
end

fn main() do
  println("${shifted([1, 2], 3)} ${twice(doubled, 4)} ${table(3, fn i, j -> i * j end)}")
  println("${kept(2)[1](5)} ${sum(10, fn n -> n end)} ${steps(doubled)}")
end
