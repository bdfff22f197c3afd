# A service owns a map with as many entries as the argument says; as many calls change pseudo-random ones of them.
# args: 1000
# modes: debug release

service Store do
  fn init(count :: Int) -> Map<Int, Int> =
    Range.reduce(0..count, %{}, fn entries, key -> Map.put(entries, key, key) end)

  call Add(key :: Int, by :: Int) :: Int do |entries|
    let value = Map.get_or(entries, key, 0) + by
    (Map.put(entries, key, value), value)
  end

  call Count() :: Int do |entries|
    (entries, Map.size(entries))
  end
end

fn next(seed :: Int) -> Int = Int.bit_and(seed * 1103515245 + 12345, 2147483647)

fn change(store :: Pid<Store>, count :: Int, left :: Int, seed :: Int, sum :: Int) -> Int do
  if left == 0 do
    sum
  else
    let value = Store.add(store, seed / 8 % count, left)
    change(store, count, left - 1, next(seed), sum + value)
  end
end

fn size() -> Int = Option.unwrap_or(String.to_int(List.head(Env.args())), 0)

fn main() do
  let count = size()
  let store = Store.start(count)
  println("${change(store, count, count, 42, 0)} ${Store.count(store)}")
end
