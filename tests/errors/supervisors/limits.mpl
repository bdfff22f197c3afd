actor worker() do
  ()
end

supervisor Tree do
  max_seconds: 0
  #            ^ E0066
  child worker do
    start: fn -> spawn(worker) end
    start_timeout: 0
    #              ^ E0066
  end
end

fn main() do
  spawn(Tree)
end
