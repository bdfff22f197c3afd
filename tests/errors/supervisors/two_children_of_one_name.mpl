actor worker() do
  receive do
    n -> println("${n + 1}")
  end
end

supervisor Tree do
  strategy: one_for_one
  child worker do
    start: fn -> spawn(worker) end
  end
  child worker do
  #     ^^^^^^ E0019
    start: fn -> spawn(worker) end
  end
end

fn main() do
  println("")
end
