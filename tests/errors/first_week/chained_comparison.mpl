fn main() do
  let x = 3
  if 1 < x < 5 do
    #        ^ E0001
    println("between")
  end
  let found = Some(3)
  if found == nil do
    #         ^^^ E0001
    println("nothing")
  end
end
