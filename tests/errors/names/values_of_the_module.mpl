 let Z = 3
#^^^^^^^^^ E0064

 let other = 4
#^^^^^^^^^^^^^ E0064

fn main() do
  println("${Z} ${other}")
end
