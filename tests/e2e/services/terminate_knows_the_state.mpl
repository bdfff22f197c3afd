service Bcc do
  fn init() = %{}

  cast Put(k :: String, v :: Int) do |s|
    Map.put(s, k, v)
  end

  info Clear(k :: String) do |s|
    Map.delete(s, k)
  end

  terminate do |s|
    for {k, v} in s do
      println("${k} ${v + 1} ${k.length()}")
    end
    println("end ${Map.size(s)} ${s.get("a")}")
  end
end

fn main() do
  let b = Bcc.start()
  Bcc.put(b, "a", 1)
  send(b, Clear("b"))
  Bcc.stop(b)
end
