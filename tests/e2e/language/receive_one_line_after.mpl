# The body of an arm ends at `after` as well as at `end`.
fn main() do
  receive do
    n -> println("${n + 1}")
  after 0 -> println("none")
  end
  send(self(), 1)
  receive do
    n -> println("${n + 1}")
  after 0 -> println("none")
  end
  send(self(), 5)
  let x = receive do
    1 -> "one"
    n when n > 4 -> "many"
  after 0 -> "none"
  end
  println(x)
  println(receive do
    _ -> "some"
  after 1 -> if true do "none" else "?" end
  end)
end
