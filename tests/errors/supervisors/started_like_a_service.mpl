supervisor Top do
  strategy: one_for_one
  child worker do
    start: fn -> spawn(worker) end
    restart: permanent
    shutdown: 100
  end
end

actor worker() do
  receive do
    :stop -> ()
  end
end

fn main() do
  let top = Top.start()
#               ^^^^^ E0004
  println("${Process.alive(top)}")
end
