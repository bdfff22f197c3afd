# Types are not given to what is called or made.
struct Pair<A, B> do
  a :: A
  b :: B
end

fn same<T>(x :: T) -> T = x

fn main() do
  println("${same<Int>(3)}")
  #              ^^^^^ P0001
  let pair = Pair<Int, List<String>> { a: 1, b: ["x"] }
  #              ^^^^^^^^^^^^^^^^^^^ P0001
  let texts = Map<String, Int>.new()
  #              ^^^^^^^^^^^^^ P0001
  println("${pair.a} ${Map.put(texts, "a", 1)["a"]} ${1 < 2}")
end
