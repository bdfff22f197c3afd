# mistakes: 6
fn main() do
  let a = 9223372036854775808
  let b = 0xFFFFFFFFFFFFFFFFF
  let c = 12abc
  let d = 0xZZ
  let e = .5
  let f = 1.
  println("after")
end
