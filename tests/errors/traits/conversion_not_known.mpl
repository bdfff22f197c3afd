fn main() do
  let n :: Int = "one".into()
  #              ^^^^^^^^^^^^ E0006
  println("${n}")
end
