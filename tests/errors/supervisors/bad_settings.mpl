actor worker() do
  receive do
    n -> println("${n + 1}")
  end
end

supervisor First do
  strategy: one_for_many
  #         ^^^^^^^^^^^^ E0019
  child worker do
    start: fn -> spawn(worker) end
  end
end

supervisor Second do
  strategy: one_for_one
  child worker do
    start: fn -> spawn(worker) end
    restart: permanant
    #        ^^^^^^^^^ E0020
    shutdown: 5000
  end
end

supervisor Third do
  strategy: one_for_one
  child worker do
    start: fn -> spawn(worker) end
    restart: permanent
    shutdown: never
    #         ^^^^^ E0021
  end
end

fn main() do
  println("")
end
