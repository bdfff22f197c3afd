# stderr: division by zero
fn bad(n :: Int) -> () do
  println("${10 / n}")
end

fn ends(n :: Int) -> () do
  let (_, watch) = Process.spawn_monitor(fn -> bad(n) end)
  receive do
    (:down, ref, _, _) when ref == watch -> ()
  end
end

fn main() do
  ends(0)
  ends(5)
  println("main goes on")
end
