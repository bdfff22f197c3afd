fn main() do
  for (let i = 0; i < 3; i++) do
#      ^^^ P0001
    println("${i}")
  end
end
