# As many pseudo-random numbers as the argument says are sorted.
# args: 1000
# modes: debug release

fn next(seed :: Int) -> Int = Int.bit_and(seed * 1103515245 + 12345, 2147483647)

fn numbers(left :: Int, seed :: Int, done :: List<Int>) -> List<Int> =
  if left == 0 do done else numbers(left - 1, next(seed), List.append(done, seed)) end

fn size() -> Int = Option.unwrap_or(String.to_int(List.head(Env.args())), 0)

fn main() do
  let count = size()
  let sorted = List.sorted(numbers(count, 42, []))
  println("${sorted[0]} ${sorted[count / 2]} ${sorted[count - 1]}")
end
