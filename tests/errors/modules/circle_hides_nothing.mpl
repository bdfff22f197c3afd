import Other
import Third

fn main() do
  println("${Other.double(2)} ${Third.half("4")}")
#                                          ^^^ E0001
  let n :: Int = "two"
#                ^^^^^ E0001
  println("${n}")
end
#- other.mpl
import Third
#      ^^^^^ E0052

pub fn double(n :: Int) -> Int do
  n + Third.half(n) + Third.missing(n)
end
#- third.mpl
import Other

pub fn half(n :: Int) -> Int do
  if n > 2 do Other.double(n) else "none" end
#                                  ^^^^^^ E0001
end
