fn main() do
  let (a, b) = (1, 2, 3)
  #   ^^^^^^ E0001
  case (1, 2) do
    (x, y, z) -> println("${x}")
#   ^^^^^^^^^ E0001
  end
end
