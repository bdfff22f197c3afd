fn main() do
  case "a" do
    1 -> println("one")
#   ^ E0001
    :a -> println("a")
#   ^^ E0001
    _ -> println("other")
  end
end
