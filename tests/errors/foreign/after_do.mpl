fn main() do
  receive do
    n -> println("${n + 1}")
  after 10 do
  #        ^^ P0001
    println("none")
  end
end
