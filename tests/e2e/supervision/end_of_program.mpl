# When nothing can happen any more, the tree is stopped in order: nothing is restarted, all clean up.
actor worker(name :: String) do
  Process.on_exit(fn -> println("${name} cleans up") end)
  receive do
    () -> ()
  end
end

supervisor Inner do
  strategy: one_for_one

  child inner do
    start: fn -> spawn(worker, "inner") end
    restart: permanent
    shutdown: 1000
  end
end

supervisor Tree do
  strategy: one_for_all

  child a do
    start: fn -> spawn(worker, "a") end
    restart: permanent
    shutdown: 1000
  end

  child nested do
    start: fn -> spawn(Inner) end
    restart: permanent
    shutdown: 1000
  end

  child b do
    start: fn -> spawn(worker, "b") end
    restart: permanent
    shutdown: 1000
  end
end

fn main() do
  spawn(Tree)
  Timer.sleep(50)
  println("main returns")
end
