fn nothing() do
  ()
end

fn main() do
  let a = nothing()
  let b = nil
  println("${a == b}")
  println("${a}")
end
