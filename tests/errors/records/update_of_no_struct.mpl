fn main() do
  let n = 3
  let m = %{n | x: 1}
  #         ^ E0009
  println("")
end
