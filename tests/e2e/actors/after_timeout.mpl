fn main() do
  let got = receive do
    n -> n + 1
  after 20 -> -1
  end
  println("${got}")
  send(self(), 41)
  let again = receive do
    n -> n + 1
  after 0 -> -1
  end
  println("${again}")
  let poll = receive do
    n -> n
  after 0 -> -2
  end
  println("${poll}")
end
