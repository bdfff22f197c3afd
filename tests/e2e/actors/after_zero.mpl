# `after 0` looks once: a message that fits is taken, one that does not stays.
fn poll() -> String do
  receive do
    (:urgent, n) -> "urgent ${n + 0}"
  after 0 -> "nothing urgent"
  end
end

fn main() do
  println(poll())
  send(self(), (:later, 1))
  println(poll())
  send(self(), (:urgent, 2))
  println(poll())
  println(poll())
  receive do
    (_, n) -> println("still there: ${n}")
  after 0 -> println("lost")
  end
end
