fn main() do
  let a = 1 <=> 2
  #         ^^^ P0001
  let b = 1 << 2
  #         ^^ P0001
  let c = "a" . "b"
  #           ^ P0001
  if 3 =< 4 do
  #    ^ P0001
    println("${a} ${b} ${c}")
  end
end
