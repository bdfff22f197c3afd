import Upper

fn main() do
  println(Upper.text(1))
  println(Upper.text("1"))
#                    ^^^ E0001
end
#- upper.mpl
import Right

pub fn text(n :: Int) -> String = Right.name(n)
#- right.mpl
import Left
import Ground

pub fn name(n :: Int) -> String = Left.other(Ground.one() + n)
#- left.mpl
import Right
#      ^^^^^ E0052

pub fn other(n :: Int) -> String = if n == 0 do "0" else Right.name(n - 1) end
pub fn wrong() -> Int = "text"
#                       ^^^^^^ E0001
#- ground.mpl
pub fn one() -> Int = 1
