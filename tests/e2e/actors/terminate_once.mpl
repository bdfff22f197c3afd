# What `terminate` says is done once, with the state that the actor had last, however often it went on with another.
actor counter(n :: Int) do
  receive do
    :add -> counter(n + 1)
    :stop -> ()
    :other -> other("went on")
  end

  terminate do
    println("ended at ${n}")
  end
end

# Another actor's body: both ends are told, the latest first.
actor other(text :: String) do
  receive do
    :stop -> ()
  end

  terminate do
    println("other ${text}")
  end
end

fn ends(pid :: Pid<Atom>, messages :: List<Atom>) do
  let watch = Process.monitor(pid)
  for message in messages do
    send(pid, message)
  end
  receive do
    (:down, ref, _, reason) when ref == watch -> println("${reason}")
  end
end

fn main() do
  ends(spawn(counter, 0), [:add, :add, :add, :stop])
  ends(spawn(counter, 0), [:add, :other, :stop])
  let many = spawn(counter, 0)
  for _ in 0..10000 do
    send(many, :add)
  end
  ends(many, [:stop])
end
