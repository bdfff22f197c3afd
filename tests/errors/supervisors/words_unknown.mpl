actor worker() do
  receive do
    :stop -> ()
  end
end

supervisor Tree do
  strategy: one_for_two
  #         ^^^^^^^^^^^ E0019

  child first do
    start: fn -> spawn(worker) end
    restart: always
    #        ^^^^^^ E0020
    shutdown: never
    #         ^^^^^ E0021
  end

  child second do
    start: worker
    #      ^^^^^^ E0001
  end
end

fn main() do
  spawn(Tree)
end
