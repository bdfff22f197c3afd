fn name(n) = "many"
#  ^^^^ E0022
fn name(0) = "zero"

fn main() do
  println(name(0))
end
