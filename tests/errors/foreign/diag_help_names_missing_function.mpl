fn main() do
  println("${~3}")
#            ^ P0001
end
