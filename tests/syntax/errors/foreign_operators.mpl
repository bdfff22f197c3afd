# mistakes: 12
fn main() do
  i++
  i--
  ++i
  let a = b === c
  let a = b !== c
  let a = 2 ** 3
  let a = b =< c
  let a = 0..=5
  let a = b & c
  let a = b ^ c
  let a = b ~ c
  let a = b /= c
  println("after")
end
