fn main() do
  let count = 3
  println("${cuont}")
  #          ^^^^^ E0004
  pritnln("a")
# ^^^^^^^ E0004
end
