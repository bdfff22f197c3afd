fn collect(0, acc) = acc
fn collect(n, acc) = collect(n - 1, acc + Ok(1))
#                                   ^^^ E0006

fn main() do
  println("${collect(3, 0)}")
end
