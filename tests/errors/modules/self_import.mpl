import Main
#      ^^^^ E0053

fn main() do
  println("")
end
