# stderr: boom
actor worker() do
  panic("boom")
end

fn main() do
  let _ = Process.spawn_monitor(worker)
  receive do
    (:down, _, reason) -> println("down: ${reason}")
  after 60000 -> println("no signal")
  end
end
