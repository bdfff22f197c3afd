# A map that grows, changes and shrinks: each of so many scattered keys is put in and changed, every second one deleted and put in
# again, and a quarter is left.
# args: 1000
# modes: debug release

@no_alloc
fn key(n :: Int) -> Int = Int.bit_and(n * 2654435761, 4294967295)

fn size() -> Int = Option.unwrap_or(String.to_int(List.head(Env.args())), 0)

fn main() do
  let count = size()
  let filled = Range.reduce(0..count, %{}, fn entries, n -> Map.put(entries, key(n), n) end)
  let changed = Range.reduce(0..count, filled, fn entries, n ->
    Map.update(entries, key(n), 0, fn value -> value + n end)
  end)
  let halved =
    Range.reduce(0..count / 2, changed, fn entries, n -> Map.delete(entries, key(2 * n)) end)
  let again =
    Range.reduce(0..count / 2, halved, fn entries, n -> Map.put(entries, key(2 * n), n) end)
  let left = Range.reduce(0..count, again, fn entries, n ->
    if n % 4 == 0 do entries else Map.delete(entries, key(n)) end
  end)
  let found = Range.reduce(0..count, 0, fn sum, n -> sum + Map.get_or(left, key(n), 1) end)
  println("${Map.size(left)} ${found}")
end
