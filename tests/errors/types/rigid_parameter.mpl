# Section 10, 6: a type parameter stands for every type.
fn same<T>(value :: T) -> T do
  value + 1
# ^^^^^ E0006
end

fn main() do
  println("${same(1)}")
end
