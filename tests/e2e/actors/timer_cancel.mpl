# A message on its way can be called back once; one that arrived cannot.
fn main() do
  let first = Timer.send_after(self(), 20, "first")
  let second = Timer.send_after(self(), 60000, "second")
  println("${Timer.cancel(second)} ${Timer.cancel(second)}")
  receive do
    text -> println(text)
  end
  println("${Timer.cancel(first)}")
  let _third = Timer.send_after(self(), -5, "third")
  receive do
    text -> println(text)
  after 2000 -> println("nothing")
  end
  receive do
    text -> println(text)
  after 50 -> println("nothing more")
  end
end
