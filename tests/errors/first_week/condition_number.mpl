fn main() do
  let n = 1
  if n do
#    ^ E0001
    println("one")
  end
end
