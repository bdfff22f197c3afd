fn main() do
  case 3 do
    n when n -> println("a")
    #      ^ E0025
    n when n + 1 -> println("b")
    #      ^^^^^ E0025
    _ -> println("c")
  end
end
