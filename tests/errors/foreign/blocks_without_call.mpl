fn main() do
  let xs = [1, 2, 3]
  let more = xs.map { |x| x + 1 }
#                   ^ P0001
  xs.each do |x|
#         ^^ P0001
    println("${x}")
  end
  println("${more} ${[1, 2].map { |x| x * 2 }}")
#                               ^ P0001
end
