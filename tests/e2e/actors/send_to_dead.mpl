# What is sent to an actor that has ended is dropped, also when its place is used by another one.
actor once(report :: Pid<String>) do
  receive do
    n -> send(report, "got ${n + 0}")
  end
end

fn main() do
  let old = spawn(once, self())
  send(old, 1)
  receive do
    text -> println(text)
  end
  Timer.sleep(50)
  println("${Process.alive(old)}")
  let fresh = for _ in 0..50 do
    spawn(once, self())
  end
  for n in 0..100 do
    send(old, n)
  end
  receive do
    text -> println("wrong: ${text}")
  after 100 -> println("dropped")
  end
  for p in fresh do
    send(p, 7)
  end
  let answers = for _ in fresh do
    receive do
      text -> text
    end
  end
  println("${List.length(answers)} ${List.all(answers, fn text -> text == "got 7" end)}")
end
