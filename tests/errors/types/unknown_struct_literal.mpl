fn main() do
  let p = Piont { x: 1, y: 2 }
  #       ^^^^^ E0045
  println("")
end
