# A pid is a channel for one type of message: a `let` does not make it generic.
actor echo() do
  receive do
    (message, back) -> do
      send(back, message)
      echo()
    end
  end
end

fn main() do
  let pid = spawn(echo)
  send(pid, ("text", self()))
  send(pid, (1, self()))
  #         ^^^^^^^^^^^ E0014
end
