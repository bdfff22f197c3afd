# mistakes: 4
fn main() do
  println('single quotes')
  println(`back quotes`)
  println(“curly quotes”)
  let c = 'x'
  println("after")
end
