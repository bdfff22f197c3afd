# Literals choose messages out of order; guards see what the pattern binds.
fn take(wanted :: Int) -> String do
  receive do
    (0, text) -> "zero ${text}"
    (n, "stop") -> "stop at ${n}"
    (n, text) when n == wanted and String.length(text) > 2 -> "wanted ${text}"
  end
end

fn main() do
  send(self(), (5, "ab"))
  send(self(), (5, "abc"))
  send(self(), (9, "stop"))
  send(self(), (0, "x"))
  println(take(5))
  println(take(5))
  println(take(5))
  receive do
    (n, text) -> println("left ${n} ${text}")
  end
end
