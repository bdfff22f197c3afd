fn main() do
  let s = Set.from_list([3, 1, 3, 2])
  println("${s} ${Set.size(s)} ${Set.contains(s, 2)} ${Set.contains(s, 9)}")
  println("${Set.add(s, 9)} ${Set.remove(s, 1)}")
  let t = Set.from_list([2, 5])
  println("${Set.union(s, t)} ${Set.intersection(s, t)} ${Set.difference(s, t)}")
  println("${Set.to_list(s)}")
  let words = Set.add(Set.new(), "hello")
  println("${words}")
  let q = Queue.new() |> Queue.push("a") |> Queue.push("b")
  println("${Queue.size(q)} ${Queue.peek(q)} ${Queue.is_empty(q)}")
  let (first, rest) = Queue.pop(q)
  println("${first} ${Queue.size(rest)} ${Queue.peek(rest)}")
end
