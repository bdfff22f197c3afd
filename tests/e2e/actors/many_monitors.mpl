# A monitor is used up by its signal: watching a hundred thousand short actors leaves nothing behind.
actor short() do
  ()
end

fn watch(left :: Int, seen :: Int) -> Int do
  if left == 0 do
    seen
  else
    let _ = Process.spawn_monitor(short)
    let next = receive do
      (:down, _, _) -> seen + 1
    end
    watch(left - 1, next)
  end
end

fn main() do
  println("${watch(100000, 0)}")
end
