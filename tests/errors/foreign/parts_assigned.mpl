# A part of a value is not assigned; several values are a tuple.
struct P do
  x :: Int
end

fn main() do
  let p = P { x: 1 }
  p.x = 2
  #   ^ P0001
  p.x += 2
  #   ^^ P0001
  let m = %{"a" => 1}
  m["b"] = 2
  #      ^ P0001
  m[p.x] += 1
  #      ^^ P0001
  println("${p} ${m}")
  return 1, 2
  #       ^ P0001
end

fn load() -> Int!String do
  {:ok, 3}
# ^ P0001
end

fn show(found :: Int!String) -> String do
  case found do
    {:ok, n} -> "${n}"
#   ^ P0001
    {:error, e} -> e
#   ^ P0001
  end
end
