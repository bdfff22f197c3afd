# A map that grows and shrinks: pseudo-random puts, deletes and look-ups over as many keys as a tenth of the steps.
# args: 1000
# modes: debug release

fn next(seed :: Int) -> Int = Int.bit_and(seed * 1103515245 + 12345, 2147483647)

fn churn(steps :: Int, keys :: Int, seed :: Int, entries :: Map<Int, Int>, sum :: Int) -> Int do
  if steps == 0 do
    sum + Map.size(entries)
  else
    let seed = next(seed)
    let key = seed / 8 % keys
    let kind = seed / 65536 % 4
    if kind == 0 do
      churn(steps - 1, keys, seed, Map.delete(entries, key), sum)
    else if kind == 1 do
      churn(steps - 1, keys, seed, entries, sum + Map.get_or(entries, key, 0))
    else
      churn(steps - 1, keys, seed, Map.put(entries, key, steps), sum)
    end
  end
end

fn size() -> Int = Option.unwrap_or(String.to_int(List.head(Env.args())), 0)

fn main() do
  let steps = size()
  println("${churn(steps, steps / 10, 42, %{}, 0)}")
end
