# stderr: boom
actor worker() do
  panic("boom")
end

fn main() do
  let p = spawn(worker)
  Process.monitor(p)
  receive do
    (:down, _, reason) -> println("down: ${reason}")
  after 1000 -> println("no signal")
  end
end
