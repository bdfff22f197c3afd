# mistakes: 7
fn main() do
  let x
  let x :=  1
  let x == 1
  let x <- f()
  let 5x = 1
  let end = 1
  let x : Int = 1
  x
end
