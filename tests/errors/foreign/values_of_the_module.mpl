 static LIMIT = 3
#^^^^^^ P0001
 var most :: Int = 4
#^^^ P0001
 final LEAST = 5
#^^^^^ P0001
 val ZERO = 0
#^^^ P0001

fn main() do
  println("${LIMIT + most + LEAST + ZERO}")
end
