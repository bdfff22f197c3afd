fn main() do
  let m = %{"b" => 2, "a" => 1}
  let m2 = Map.put(m, "c", 3)
  let m3 = Map.put(m2, "b", 20)
  println("${m3} ${m}")
  println("${Map.get(m3, "b")} ${Map.fetch(m3, "zz")} ${Map.get_or(m3, "zz", -1)}")
  println("${Map.keys(m3)} ${Map.values(m3)} ${Map.size(m3)}")
  println("${Map.has_key(m3, "a")} ${Map.has_key(m, "c")}")
  println("${Map.delete(m3, "b")}")
  println("${Map.merge(m, %{"a" => 100, "z" => 26})}")
  println("${Map.to_list(m)} ${Map.from_list([(1, "x"), (2, "y"), (1, "z")])}")
  for {k, v} in m3 do
    println("${k}=${v}")
  end
  let keys = for k in m3 do
    k
  end
  println("${keys}")
  let t = %{(1, "a") => true, (2, "b") => false}
  println("${Map.get(t, (1, "a"))} ${Map.get(t, (2, "b"))}")
end
