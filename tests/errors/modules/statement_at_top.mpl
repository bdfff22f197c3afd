 println("hello")
#^^^^^^^^^^^^^^^^ E0064

fn main() do
  println("")
end
