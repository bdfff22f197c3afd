# Names of values with a capital letter.
fn limited(Limit :: Int) -> Int = Limit + 1
#          ^^^^^ E0010

fn main() do
  let MAX = 10
#     ^^^ E0010
  println("${MAX + 1} ${limited(2)}")
  case 3 do
    Small -> println("small")
#   ^^^^^ E0010
  end
end
