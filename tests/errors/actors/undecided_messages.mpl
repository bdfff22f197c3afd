# Nobody can tell what may be sent through a bare pid when a part of the messages is open.
actor worker() do
  receive do
    (:go, _) -> println("goes")
  end
end

actor shows() do
  receive do
    message -> println("${message}")
  end
end

actor anything() do
  receive do
    _ -> println("something came")
  end
end

fn start() = spawn(worker)

fn keep(pid :: Pid) do
  send(pid, (:go, 5))
end

supervisor Workers do
  strategy: one_for_one
  child worker do
    start: fn -> spawn(worker) end
    #            ^^^^^^^^^^^^^ E0060
  end
end

fn main() do
  let pid = spawn(worker)
  keep(pid)
  #    ^^^ E0060
  Process.register("worker", start())
  #                          ^^^^^^^ E0060
  keep(spawn(shows))
  #    ^^^^^^^^^^^^ E0060
  keep(spawn(anything))
  let known :: Pid<(Atom, Int)> = spawn(worker)
  keep(known)
  let only_watched = spawn(worker)
  Process.monitor(only_watched)
  link(only_watched)
  Process.exit(only_watched, Killed)
  spawn(Workers)
end
