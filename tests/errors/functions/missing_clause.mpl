fn name(0) = "zero"
#  ^^^^ W0004
fn name(1) = "one"

fn main() do
  println(name(0) + 1)
  #       ^^^^^^^ E0001
end
