# What is looked up in a map or a set needs `Hash`.
struct Open do
  run :: Fun(Int) -> Int
end deriving()

fn count<K>(keys :: List<K>) -> Map<K, Int> do
  List.reduce(keys, %{}, fn done, key -> Map.put(done, key, 1) end)
  #                                                    ^^^ E0006
end

fn double(n :: Int) -> Int = n * 2

fn main() do
  let by_function = Map.put(Map.new(), double, 1)
  #                                    ^^^^^^ E0006
  let opened = Set.add(Set.new(), Open { run: double })
  #                               ^^^^^^^^^^^^^^^^^^^^ E0006
  let patterns = Set.from_list([Regex.compile("a")])
  #                            ^^^^^^^^^^^^^^^^^^^^ E0006
  let one = Map.fetch(%{"a" => 1}, "a")
  println("${Map.size(by_function)} ${Set.size(opened)} ${Set.size(patterns)} ${one}")
end
