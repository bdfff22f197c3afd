import Other
fn main() do
  let x = 1 + "a"
#             ^^^ E0001
  println("${x}")
end
#- other.mpl
pub fn f( do
#         ^^ P0001
end
#- third.mpl
pub fn g() -> Int do
  "text"
# ^^^^^^ E0001
end
