struct Square do
  side :: Float
end

fn main() do
  let s = Square { side: 1.0 }
  println("${s.area()}")
  #            ^^^^ E0030
  println("${"abc".lenght()}")
  #                ^^^^^^ E0030
  println("${[1].sort_it()}")
  #              ^^^^^^^ E0030
end
