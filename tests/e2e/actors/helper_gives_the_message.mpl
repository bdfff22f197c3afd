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

fn wait_for_end() do
  receive do
    (:down, _, _) -> ()
  end
end

fn main() do
  let says_text = spawn(says)
  Process.monitor(says_text)
  send(says_text, "text")
  wait_for_end()
  let says_number = spawn(says)
  Process.monitor(says_number)
  send(says_number, 5)
  wait_for_end()
  let dropper = spawn(drops)
  Process.monitor(dropper)
  send(dropper, [1, 2])
  wait_for_end()
  let counter = spawn(counts, 1)
  Process.monitor(counter)
  send(counter, Some("a"))
  send(counter, None)
  wait_for_end()
  let shower = spawn(hands_on)
  Process.monitor(shower)
  send(shower, 1.5)
  send(shower, 2.0)
  wait_for_end()
  # These two print the same: their order does not matter.
  send(spawn(half), (:go, "text"))
  send(spawn(half), (:go, 5))
end
