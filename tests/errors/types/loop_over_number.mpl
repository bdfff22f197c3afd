fn main() do
  for n in 10 do
  #        ^^ E0006
    println("${n}")
  end
end
