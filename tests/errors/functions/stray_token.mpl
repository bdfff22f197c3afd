fn main() do
  println("a" "b")
  #           ^ P0001
end
