fn twice(f, x) = f(f(x))

fn apply_all(fs :: List<Fun(Int) -> Int>, x :: Int) -> List<Int> do
  List.map(fs, fn f -> f(x) end)
end

fn main() do
  println("${twice(fn x -> x * 3 end, 2)}")
  println(twice(fn s -> s <> "!" end, "hey"))
  let k = 100
  println("${apply_all([fn x -> x + 1 end, fn x -> x * 2 end, fn x -> x + k end], 5)}")
  println("${List.reduce([1, 2, 3, 4], 0, fn acc, x -> acc + x end)}")
end
