# A priority queue, Dijkstra's algorithm, a text table, a matrix of options: ordinary programs over generic structures.
struct Heap<T> do
  items :: List<T>
end

fn empty_heap<T>() -> Heap<T> = Heap { items: [] }

fn heap_push<T>(heap :: Heap<T>, item :: T) -> Heap<T> where T: Ord do
  sift_up(List.append(heap.items, item), List.length(heap.items))
end

fn sift_up<T>(items :: List<T>, at :: Int) -> Heap<T> where T: Ord do
  let parent = (at - 1) / 2
  if at == 0 or items[parent] <= items[at] do
    Heap { items: items }
  else
    sift_up(exchange(items, at, parent), parent)
  end
end

fn exchange<T>(items :: List<T>, i :: Int, j :: Int) -> List<T> do
  let a = items[i]
  let b = items[j]
  items
    |> List.set(i, b)
    |> List.set(j, a)
end

fn heap_pop<T>(heap :: Heap<T>) -> Option<(T, Heap<T>)> where T: Ord do
  case heap.items do
    [] -> None
    [only] -> Some((only, Heap { items: [] }))
    top :: _ -> do
      let last = List.length(heap.items) - 1
      let moved = List.set(heap.items, 0, heap.items[last]) |> List.take(last)
      Some((top, sift_down(moved, 0)))
    end
  end
end

fn sift_down<T>(items :: List<T>, at :: Int) -> Heap<T> where T: Ord do
  let children = List.filter([2 * at + 1, 2 * at + 2], fn i -> i < List.length(items) end)
  let least =
    List.reduce(children, at, fn best, i -> if items[i] < items[best] do i else best end end)
  if least == at do Heap { items: items } else sift_down(exchange(items, at, least), least) end
end

fn drain<T>(heap :: Heap<T>, done :: List<T>) -> List<T> where T: Ord do
  case heap_pop(heap) do
    Some((item, rest)) -> drain(rest, List.append(done, item))
    None -> done
  end
end

type Graph = Map<String, List<(String, Int)>>

fn dijkstra(
  graph :: Graph,
  open :: Heap<(Int, String)>,
  best :: Map<String, Int>
) -> Map<String, Int> do
  case heap_pop(open) do
    None -> best
    Some(((_cost, node), rest)) when Map.has_key(best, node) -> dijkstra(graph, rest, best)
    Some(((cost, node), rest)) -> do
      let next = List.reduce(Map.get_or(graph, node, []), rest, fn heap, edge ->
        let (to, length) = edge
        heap_push(heap, (cost + length, to))
      end)
      dijkstra(graph, next, Map.put(best, node, cost))
    end
  end
end

fn pad(text :: String, width :: Int) -> String =
  text <> String.repeat(" ", width - String.length(text))

fn table(rows :: List<List<String>>) -> String do
  let widths = for column in 0..List.length(rows[0]) do
    List.reduce(rows, 0, fn w, row -> Math.max(w, String.length(row[column])) end)
  end
  let lines = for row in rows do
    let cells = for (text, width) in List.zip(row, widths) do
      pad(text, width)
    end
    "|" <> String.join(cells, "|") <> "|"
  end
  String.join(lines, "\n")
end

fn life(cells :: Set<(Int, Int)>) -> Set<(Int, Int)> do
  let around = fn(x, y) ->
    List.flat_map([-1, 0, 1], fn dx -> List.map([-1, 0, 1], fn dy -> (x + dx, y + dy) end) end)
  end
  let counts = List.reduce(Set.to_list(cells), %{}, fn counts, cell ->
    let (x, y) = cell
    List.reduce(around(x, y), counts, fn seen, near ->
      if near == cell do seen else Map.update(seen, near, 0, fn n -> n + 1 end) end
    end)
  end)
  Set.from_list(
    for {cell, n} in counts when n == 3 or n == 2 and Set.contains(cells, cell) do
      cell
    end
  )
end

fn main() do
  println("${drain(List.reduce([5, 3, 8, 1, 9, 2, 7], empty_heap(), heap_push), [])}")
  println("${drain(List.reduce(["pear", "fig", "apple"], empty_heap(), heap_push), [])}")
  let graph = %{
    "a" => [("b", 7), ("c", 3)],
    "c" => [("b", 1), ("d", 8)],
    "b" => [("d", 2)],
    "x" => [("a", 1)]
  }
  let best = dijkstra(graph, heap_push(empty_heap(), (0, "a")), %{})
  println("${List.sorted(Map.to_list(best))}")
  println(table([["name", "n"], ["ann", "1"], ["b", "1000"]]))
  let blinker = Set.from_list([(0, 1), (1, 1), (2, 1)])
  println("${List.sorted(Set.to_list(life(blinker)))} ${life(life(blinker)) == blinker}")
end
