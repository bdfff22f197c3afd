# stderr: no such file
# A crash in `init` reaches the caller with its reason, and nobody waits for ever.
service Store do
  fn init(path :: String) -> Int do
    if path == "" do
      panic("no such file")
    end
    1
  end

  call Get() :: Int do |n|
    (n, n)
  end
end

fn main() do
  let _ = Process.spawn_monitor(fn ->
    let s = Store.start("")
    println("not reached ${Store.get(s)}")
  end)
  receive do
    (:down, _, Error(text)) -> println("${String.contains(text, "no such file")}")
  end
  println("${Store.get(Store.start("x"))}")
end
