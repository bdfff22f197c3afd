# A closure whose arrow is missing is read on behind its parameters.
fn main() do
  let add = fn x, y x + y end
  #                 ^ P0001
  let numbers = List.map([1, 2], fn(x)
    add(x, 1)
  # ^^^ P0001
  end)
  List.each(numbers, fn n do
    println("${n}")
  end)
end
