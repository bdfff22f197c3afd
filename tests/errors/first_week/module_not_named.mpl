fn main() do
  println("${length([1, 2])}")
#            ^^^^^^ E0004
end
