type Cell do
  Cell(Int, Int)
end deriving(Eq, Hash, Display, Debug)

# Breadth-first search on a grid, with a queue of paths and a set of seen cells.
fn neighbours(Cell(x, y), size :: Int) -> List<Cell> do
  List.filter([Cell(x + 1, y), Cell(x, y + 1), Cell(x - 1, y), Cell(x, y - 1)], fn Cell(a, b) ->
    a >= 0 and b >= 0 and a < size and b < size
  end)
end

fn search(
  queue :: Queue<(Cell, Int)>,
  seen :: Set<Cell>,
  walls :: Set<Cell>,
  goal :: Cell
) -> Option<Int> do
  case Queue.take(queue) do
    None -> None
    Some(((cell, steps), _rest)) when cell == goal -> Some(steps)
    Some(((cell, steps), rest)) -> do
      let next = List.filter(neighbours(cell, 4), fn c ->
        not Set.contains(seen, c) and not Set.contains(walls, c)
      end)
      let queue = List.reduce(next, rest, fn q, c -> Queue.push(q, (c, steps + 1)) end)
      search(queue, List.reduce(next, seen, Set.add), walls, goal)
    end
  end
end

fn primes(limit :: Int) -> List<Int> do
  let composite = Set.from_list(
    List.flatten(
      for n in 2..limit do
        for k in 2..limit when n * k < limit do
          n * k
        end
      end
    )
  )
  for n in 2..limit when not Set.contains(composite, n) do
    n
  end
end

fn main() do
  let start = Queue.push(Queue.new(), (Cell(0, 0), 0))
  let walls = Set.from_list([Cell(1, 0), Cell(1, 1), Cell(1, 2)])
  println("${search(start, Set.from_list([Cell(0, 0)]), walls, Cell(2, 0))}")
  println("${search(start, Set.new(), Set.add(walls, Cell(1, 3)), Cell(2, 0))}")
  println("${primes(40)}")
  let words = Set.from_list(["b", "a", "b", "c"])
  println("${words} ${Set.size(words)} ${Set.add(words, "a") == words} ${Set.remove(words, "b")} ${Set.to_list(words)}")
  let other = Set.from_list(["c", "d"])
  println("${Set.union(words, other)} ${Set.intersection(words, other)} ${Set.difference(words, other)} ${Set.difference(other, words)}")
  println("${Set.contains(Set.from_list([(1, [2])]), (1, [2]))} ${Set.collect(Iter.from([1, 1, 2]))}")
  let q = List.reduce(1..5 |> Range.to_list(), Queue.new(), Queue.push)
  let (first, rest) = Queue.pop(q)
  let q2 = Queue.push(rest, 9)
  println("${first} ${q2} ${Queue.size(q2)} ${Queue.peek(q2)} ${Queue.is_empty(q2)} ${Queue.to_list(q2)} ${q}")
  println("${rest == Queue.from_list([2, 3, 4])} ${Queue.take(Queue.from_list(["only"]))}")
  let r = 3..7
  println("${r} ${Range.length(r)} ${Range.length(7..3)} ${Range.map(r, fn n -> "${n}" end)} ${Range.filter(r, fn n -> n % 2 == 0 end)} ${Range.new(0, 3) == 0..3}")
  let t = ("a", 2, [3.5])
  println("${Tuple.first(t)} ${Tuple.second(t) + 1} ${Tuple.nth(t, 2)} ${Tuple.size(t)}")
end
