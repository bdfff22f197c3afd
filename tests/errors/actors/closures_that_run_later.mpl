# What an actor runs at its end takes from its own mailbox; what another actor runs takes from nobody's.
fn take() -> () do
  receive do
    k -> println("${k + 1}")
  end
end

actor at_end() do
  Process.at_end(take)
  receive do
    t -> println(t <> "!")
#                ^ E0001
  end
end

actor on_exit() do
  Process.on_exit(fn -> take() end)
  receive do
    t -> println(t <> "!")
#                ^ E0001
  end
end

actor terminates() do
  receive do
    t -> println(t <> "!")
#                ^ E0001
  end
terminate do
  receive do
    k -> println("${k + 1}")
  after 10 -> println("nothing")
  end
end
end

service Counter do
  fn init() -> Int = 0

  call Get() :: Int do |n|
    (n, n)
  end

  terminate do |_n|
# ^^^^^^^^^ E0014
    take()
  end
end

fn main() do
  send(spawn(at_end), "abc")
#                     ^^^^^ E0014
  send(spawn(on_exit), "abc")
#                      ^^^^^ E0014
  send(spawn(terminates), "abc")
#                         ^^^^^ E0014
  println("${Counter.get(Counter.start())} ${Process.try_spawn(take)}")
#                                                              ^^^^ E0017
end
