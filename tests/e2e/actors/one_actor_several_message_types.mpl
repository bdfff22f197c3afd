# An actor is generic in its messages: each spawned instance has one type.
actor echo() do
  receive do
    (message, back) -> do
      send(back, message)
      echo()
    end
  end
end

fn ask_text() do
  let pid = spawn(echo)
  send(pid, ("text", self()))
  receive do
    text -> println(text <> "!")
  end
end

fn ask_number() do
  let pid = spawn(echo)
  send(pid, (41, self()))
  receive do
    n -> println("${n + 1}")
  end
  spawn(ask_text)
end

fn main() do
  spawn(ask_number)
end
