# Section 10, 20: a name lives to the end of its block.
fn main() do
  if true do
    let word = "inner"
    println(word)
  end
  println(word)
  #       ^^^^ E0004
end
