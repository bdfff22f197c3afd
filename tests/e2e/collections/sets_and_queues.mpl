fn main() do
  let s = Set.from_list([3, 1, 3, 2])
  println("${s} ${Set.size(s)} ${Set.contains(s, 2)} ${Set.contains(s, 9)}")
  println("${Set.add(s, 9)} ${Set.remove(s, 1)}")
  let t = Set.from_list([2, 5])
  println("${Set.union(s, t)} ${Set.intersection(s, t)} ${Set.difference(s, t)}")
  println("${Set.to_list(s)}")
  let words = Set.add(Set.new(), "hello")
  println("${words}")
  let q = Queue.new()
    |> Queue.push("a")
    |> Queue.push("b")
  println("${Queue.size(q)} ${Queue.peek(q)} ${Queue.is_empty(q)}")
  let (first, rest) = Queue.pop(q)
  println("${first} ${Queue.size(rest)} ${Queue.peek(rest)}")
  # No more elements are asked than it takes.
  let at_zero = Set.from_list([2, 1, 0, 5])
  println("${Set.any(at_zero, fn n -> 10 / n == 5 end)} ${Set.all(at_zero, fn n -> 10 / n == 1 end)} ${Set.is_disjoint(at_zero, Set.from_list([5]))} ${Set.is_disjoint(Set.from_list([7]), at_zero)}")
end
