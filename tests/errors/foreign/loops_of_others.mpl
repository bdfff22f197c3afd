fn main() do
  for (int i = 0; i < 3; i++) do
  #        ^ P0001
    println("${i}")
  end
  for (i = 0; i < 3; i++) do
  #      ^ P0001
    println("${i}")
  end
  for i = 0 do
  #     ^ P0001
    println("${i}")
  end
end
