struct P do
  x :: Int
end

fn main() do
  let name = "Ana"
  println("hi ${name}, #{1 + 1} and ${"nested ${name}"}")
  println("price: \${5} \#{x} tab\tend \"quoted\" back\\slash")
  println("${[P { x: 1 }]} ${Some("x")} ${(1, true)} ${:atom}")
  println("${%{"k" => [1, 2]}}")
end
