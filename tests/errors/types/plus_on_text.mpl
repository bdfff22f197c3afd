fn main() do
  println("a" + "b")
  #       ^^^ E0001
end
