struct Store do
  items :: Map<String, Int>
  reads :: Int
end

service Registry do
  fn init() -> Store do
    Store { items: %{}, reads: 0 }
  end

  call Lookup(key :: String) :: Option<Int> do |s|
    (%{s | reads: s.reads + 1}, Map.fetch(s.items, key))
  end

  call Reads() :: Int do |s|
    (s, s.reads)
  end

  cast Put(key :: String, value :: Int) do |s|
    %{s | items: Map.put(s.items, key, value)}
  end
end

fn main() do
  let r = Registry.start()
  Registry.put(r, "a", 1)
  Registry.put(r, "b", 2)
  println("${Registry.lookup(r, "a")} ${Registry.lookup(r, "zz")} ${Registry.lookup(r, "b")}")
  println("${Registry.reads(r)}")
end
