supervisor Tree do
  strategy: one_for_one
  child worker do
    start: fn -> 3 end
    #            ^ E0018
  end
  child other do
  #     ^^^^^ E0018
    restart: permanent
  end
end

fn main() do
  println("")
end
