fn main() do
  let x = 1
  if x === 1 do
#      ^^^ P0001
    println("one")
  end
end
