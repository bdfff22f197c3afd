# Closures of several clauses, with guards, patterns, blocks; blocks that trail a call; closures nested in closures.
type Shape do
  Dot
  Circle(Int)
  Rect(Int, Int)
end

fn with_log(name :: String, body :: Fun() -> Int) -> Int do
  println("> ${name}")
  let result = body()
  println("< ${name} = ${result}")
  result
end

fn each_pair(list :: List<(String, Int)>, body :: Fun(String, Int) -> ()) -> () do
  for (name, n) in list do
    body(name, n)
  end
  ()
end

fn main() do
  let area = fn Dot -> 0
    | Circle(r) when r < 0 -> -1
    | Circle(r) -> 3 * r * r
    | Rect(w, h) do
      let product = w * h
      product
    end
  end
  println("${List.map([Dot, Circle(2), Circle(-2), Rect(3, 4)], area)}")
  let order = fn a, b when a < b -> "up" | a, b when a > b -> "down" | _, _ -> "flat" end
  println("${order(1, 2)} ${order("z", "a")} ${order(2.5, 2.5)}")
  let name = fn -1 -> "minus one" | 0 -> "zero" | _ -> "other" end
  println("${name(-1)} ${name(0)} ${name(7)}")
  let first = fn((a, _)) -> a end
  println("${List.map([(1, "x"), (2, "y")], first)}")
  let total = with_log("outer") do
    let a = with_log("inner") do
      20
    end
    a + 1
  end
  println("${total}")
  each_pair([("a", 1), ("b", 2)]) do |name, n|
    let line = "${name}" <> String.repeat("*", n)
    println(line)
  end
  if List.any([1, 2, 3], fn x -> x > 2 end) do
    println("some")
  end
  let typed = fn(x :: Int, y :: Int) -> x * 10 + y end
  println("${typed(4, 2)}")
  let nested = fn a -> fn b -> fn c -> "${a}${b}${c}" end end end
  println(nested("x")("y")("z"))
  let lines = List.map(["a", "b"], fn s do
    let twice = s <> s
    (twice, String.length(twice))
  end)
  println("${lines}")
  let unit_block = fn ->
    let x = 1
    let y = 2
    x + y
  end
  println("${unit_block()}")
end
