fn main() do
  let a = 7
  println("${a mod 2}")
  #            ^^^ P0001
  let b = 7 div 2
  #         ^^^ P0001
  if a is 7 do println("seven") end
  #    ^^ P0001
  let c = true xor false
  #            ^^^ P0001
  let d = 1 shl 3
  #         ^^^ P0001
  let e = a as Float
  #         ^^ P0001
  for i in 1 to 3 do println("${i}") end
  #          ^^ P0001
  println("${b} ${c} ${d} ${e}")
end
