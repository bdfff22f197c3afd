# Section 10, 6: annotations of functions with several clauses hold.
fn name(0 :: Int) -> String = "zero"
fn name(n :: Int) = n
#                   ^ E0001

fn main() do
  println(name(1))
end
