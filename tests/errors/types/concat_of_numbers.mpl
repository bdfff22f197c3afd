# Section 10, 5: `<>` and `++` join strings or lists.
fn main() do
  println("${1 ++ 2}")
  #          ^ E0001
end
