fn opts(name :: String, settings :: Map<String, Int>, body :: Fun(Int) -> Int) -> Int do
  println("${name} ${settings}")
  body(Map.get_or(settings, "x", 0))
end

fn safe(n :: Int) -> Int!String = if n > 0 do Ok(n) else Err("not positive: ${n}") end

fn chained(n :: Int) -> Int!String do
  let v = safe(n)?
  let w = safe(v - 5)? + safe(v)?
  Ok(w |> fn x -> x * 2 end)
end

fn first_word(s :: String) -> String? = s
  |> String.split(" ")
  |> List.first()
fn sum3(a, b, c) = a + b + c

fn nothing() do
end

fn matrix(n :: Int) -> List<List<Int>> = for i in 0..n do
  for j in 0..n do
    if i == j do 1 else 0 end
  end
end

fn mul(a :: List<List<Int>>, b :: List<List<Int>>) -> List<List<Int>> do
  for row in a do
    for j in 0..List.length(b[0]) do
      List.reduce(List.zip(row, List.map(b, fn r -> r[j] end)), 0, fn acc, (x, y) ->
        acc + x * y
      end)
    end
  end
end

fn main() do
  println("${opts("n", x: 3, y: 4) do |v| v * 10 end}")
  println("${chained(10)} ${chained(3)} ${chained(0)}")
  println("${first_word("hello world")} ${2 |> sum3(1, 3)} ${2 |2> sum3(1, 3)} ${2 |3> sum3(1, 3)} ${nothing()}")
  println("${mul([[1, 2], [3, 4]], matrix(2))} ${mul([[1, 2], [3, 4]], [[0, 1], [1, 0]])}")
  let xs = [10, 20, 30]
  println("${xs[0] + xs[List.length(xs) - 1]} ${[[1, 2], [3]][0][1]} ${("abc" |> String.characters())[1]}")
  let big = 1 + 2 + 3 + 4 + 5 + 6 + 7 + 8 + 9 + 10 * (2 + (3 - (4 - (5 - (6 - 7)))))
  println("${big}")
  let v = case (1, [2, 3]) do
    (1, x :: _) | (x, _) when x > 5 -> "or ${x}"
    (_, [_, y]) -> "list ${y}"
    _ -> "none"
  end
  println(v)
end
