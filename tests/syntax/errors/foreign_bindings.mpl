# mistakes: 6
fn main() do
  var a = 1
  const b = 2
  let mut c = 3
  int d = 4
  d = 5
  a += 1
  println("${a + b + c}")
end
