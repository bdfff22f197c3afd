actor worker() do
  receive do
    :stop -> ()
  end
end

supervisor Tree do
  strategy: one_for_one
  strategy: one_for_all
  #         ^^^^^^^^^^^ P0001
  max_restarts: 1
  max_restarts: 2
  #             ^ P0001

  child first do
    start: fn -> spawn(worker) end
    start: fn -> spawn(worker) end
    #      ^^^^^^^^^^^^^^^^^^^^^^^ P0001
    restart: permanent
    restart: temporary
    #        ^^^^^^^^^ P0001
    shutdown: 100
    shutdown: brutal_kill
    #         ^^^^^^^^^^^ P0001
  end
end

fn main() do
  spawn(Tree)
end
