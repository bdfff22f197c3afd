# mistakes: 5
// adds two numbers
fn add(a: Int, b :: Int) -> Int {
  return a + b
}

fn main() do
  let i = 0
  i++
  println('hello')
end
