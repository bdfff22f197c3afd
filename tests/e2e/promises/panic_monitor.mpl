# Who monitors an actor whose runtime call fails is told why.
# stderr: too large:
fn worker() -> () = println("${String.length(String.repeat("ab", 9223372036854775807))}")

fn main() do
  let _ = Process.spawn_monitor(worker)
  receive do
    (:down, _, reason) -> println("down: ${reason}")
  after 10000 -> println("nobody told")
  end
end
