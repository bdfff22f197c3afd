struct Point do
  x :: Int
end

fn main() do
  let point = Point { x: 1 }
  let twice = fn n -> n * 2 end
  let whole = sql"""
    select name from cities
     where x = ${point} and y in ${[twice]}
    #            ^^^^^ E0006
    #                              ^^^^^^^ E0006
    """
  println("${whole} ${sql"${point.z}"}")
  #                               ^ E0009
end
