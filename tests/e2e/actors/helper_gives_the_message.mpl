# Messages that only a helper looks at, or nobody, belong to the actor that calls it: one type for each spawned actor.
fn wait() do
  receive do
    message -> message
  end
end

fn show() do
  receive do
    message -> println("shows ${message}")
  end
end

fn twice(step) do
  step()
  step()
end

actor says() do
  let message = wait()
  println("got ${message}")
end

actor drops() do
  wait()
  println("dropped")
end

actor counts(left) do
  let message = wait()
  println("${left} left: ${message}")
  if left > 0 do
    counts(left - 1)
  end
end

actor hands_on() do
  twice(show)
end

actor half() do
  receive do
    (:go, _) -> println("goes")
  end
end


fn main() do
  send(spawn(says), "text")
  Timer.sleep(10)
  send(spawn(says), 5)
  Timer.sleep(10)
  send(spawn(drops), [1, 2])
  Timer.sleep(10)
  let counter = spawn(counts, 1)
  send(counter, Some("a"))
  send(counter, None)
  Timer.sleep(10)
  let shower = spawn(hands_on)
  send(shower, 1.5)
  send(shower, 2.0)
  Timer.sleep(10)
  send(spawn(half), (:go, "text"))
  send(spawn(half), (:go, 5))
  Timer.sleep(10)
end
