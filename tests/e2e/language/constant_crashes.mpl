# exit: 1
# stderr: head of an empty list
# stderr: FIRST
# A constant that cannot be computed ends the program before `main`.
const FIRST = head(empty())

fn empty() -> List<Int> = List.filter([1], fn n -> n > 1 end)

fn main() do
  println("${FIRST}")
end
