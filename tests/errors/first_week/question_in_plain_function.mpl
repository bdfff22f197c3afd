fn read() -> String do
  let text = File.read("a")?
#            ^^^^^^^^^^^^^^^ E0036
  text
end
fn main() do
  println(read())
end
