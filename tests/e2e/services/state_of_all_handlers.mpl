# An empty list, an empty map or `None` is no whole type: what handlers do with the state says the rest, wherever they stand.
service Gen do
  fn init() do
    []
  end

  cast Put(v :: Int) do |m|
    List.append(m, v)
  end

  call Get() do |m|
    (m, m)
  end
end

service Last do
  fn init() = None

  call Get() do |m|
    (m, m)
  end

  cast Put(v) do |_m|
    Some("${v + 1}")
  end
end

service Cache do
  fn init(_size) = %{}

  call Get(k) do |m|
    (m, Map.fetch(m, k))
  end

  cast Put(k :: String, v :: Int) do |m|
    Map.put(m, k, v)
  end

  terminate do |m|
    println("${Map.size(m)}")
  end
end

service Two do
  fn init() = ([], Set.new())

  call Get() do |s|
    let (xs, seen) = s
    ((xs, seen), List.length(xs) + Set.size(seen))
  end

  cast Put(v :: Int) do |s|
    let (xs, seen) = s
    ([v] ++ xs, Set.add(seen, v))
  end
end

fn main() do
  let g = Gen.start()
  Gen.put(g, 1)
  println("${Gen.get(g)}")
  let l = Last.start()
  println("${Last.get(l)}")
  Last.put(l, 1)
  println("${Last.get(l)}")
  let c = Cache.start(10)
  Cache.put(c, "a", 2)
  println("${Cache.get(c, "a")} ${Cache.get(c, "b")}")
  Cache.stop(c)
  let t = Two.start()
  Two.put(t, 1)
  Two.put(t, 1)
  println("${Two.get(t)}")
end
