# mistakes: 1
fn main() do
  let x = """
    text
  println(x)
end
