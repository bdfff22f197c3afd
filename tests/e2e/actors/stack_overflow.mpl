# stderr: stack overflow
fn deep(n :: Int) -> Int do
  1 + deep(n + 1)
end

actor digger() do
  println("${deep(0)}")
end

fn main() do
  let _ = Process.spawn_monitor(digger)
  receive do
    (:down, _, reason) -> println("digger ended: ${reason}")
  end
  println("main lives")
end
