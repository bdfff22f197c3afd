fn main() do
  let m = %{"a" => 1}
  if Map.fetch(m, "a") == 1 do
#                         ^ E0001
    println("one")
  end
end
