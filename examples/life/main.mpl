##! Conway's Game of Life on a set of living cells.

fn neighbours((x, y) :: (Int, Int)) -> List<(Int, Int)> do
  List.flat_map([-1, 0, 1], fn dx ->
    List.filter_map([-1, 0, 1], fn dy ->
      if dx == 0 and dy == 0 do None else Some((x + dx, y + dy)) end
    end)
  end)
end

# A cell lives on with two or three neighbours, and comes to life with three.
fn step(alive :: Set<(Int, Int)>) -> Set<(Int, Int)> do
  let counts = Set.to_list(alive)
    |> List.flat_map(neighbours)
    |> List.reduce(Map.new(), fn counts, cell -> Map.update(counts, cell, 0, fn n -> n + 1 end) end)
  counts
    |> Map.filter(fn cell, n -> n == 3 or n == 2 and Set.contains(alive, cell) end)
    |> Map.keys()
    |> Set.from_list()
end

fn show(alive :: Set<(Int, Int)>) -> () do
  for y in 0..5 do
    println(
      String.join(
        for x in 0..6 do
          if Set.contains(alive, (x, y)) do "#" else "." end
        end,
        ""
      )
    )
  end
  println("")
end

fn run(alive :: Set<(Int, Int)>, generations :: Int) -> () do
  show(alive)
  if generations > 0 do run(step(alive), generations - 1) end
end

fn main() do
  # A glider.
  run(Set.from_list([(1, 0), (2, 1), (0, 2), (1, 2), (2, 2)]), 2)
end
