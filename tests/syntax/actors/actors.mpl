actor simple do
  1
end

pub actor counter(n :: Int, _) do
  receive do
    (:inc, by) -> counter(n + by, 0)
    Get(from) when n > 0 -> do
      send(from, n)
      counter(n, 0)
    end
    :stop -> ()
  after 1000 ->
    println("late")
    counter(n, 0)
  end
  terminate do
    println("bye")
  end
end
