fn fill(m, n) do
  if n == 0 do m else fill(Map.put(m, n, n * n), n - 1) end
end

fn main() do
  let m = fill(Map.new(), 100000)
  println("${Map.size(m)} ${Map.get(m, 777)} ${Map.has_key(m, 0)}")
  let sum = List.reduce(Map.values(m), 0, fn acc, x -> acc + x % 7 end)
  println("${sum}")
  let emptied = for_delete(m, 100000)
  println("${Map.size(emptied)}")
end

fn for_delete(m, n) do
  if n == 0 do m else for_delete(Map.delete(m, n), n - 1) end
end
