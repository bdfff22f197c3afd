# What an actor runs for others must not take its messages.
actor runner() do
  receive do
    job -> do
      job()
      runner()
    end
  end
end

fn wait() do
  receive do
    n -> println("${n + 1}")
  end
end

fn main() do
  send(spawn(runner), fn -> println("fine") end)
  send(spawn(runner), wait)
  #                   ^^^^ E0017
end
