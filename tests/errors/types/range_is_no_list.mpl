# Section 10, 12: a range is a Range, a position an Int.
fn main() do
  let numbers = 1..4
  println("${List.length(numbers)}")
  #                      ^^^^^^^ E0001
  let items = ["a"]
  println(items["0"])
  #             ^^^ E0001
  println("${items[0] + 1}")
  #          ^^^^^^^^ E0001
end
