fn main() do
  let n = 3
  let word = if n > 2 do "many" end
  println("a" <> word)
  #              ^^^^ E0001
end
