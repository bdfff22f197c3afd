fn fact(0) = 1

fn other() = 2

fn fact(n) = n * fact(n - 1)
#  ^^^^ E0023

fn main() do
  println("${fact(3)} ${other()}")
end
