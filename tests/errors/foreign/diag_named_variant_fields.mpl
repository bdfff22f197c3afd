type Shape do
  Circle(radius :: Float)
end
fn main() do
  let c = Circle(radius: 2.0)
#                ^^^^^^^^^^^ E0003
  println("${c}")
end
