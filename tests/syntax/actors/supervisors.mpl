supervisor Tree do
  strategy: one_for_one
  max_restarts: 3
  max_seconds: 5

  child counter do
    start: fn -> Counter.start(0) end
    restart: permanent
    shutdown: 5000
  end

  child worker do
    start: fn ->
      let x = 1
      spawn(worker, x)
    end
    restart: transient
    shutdown: brutal_kill
  end
end

pub supervisor Empty do
  strategy: one_for_all
end
