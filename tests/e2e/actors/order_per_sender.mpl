# Messages of one sender arrive in the order in which they were sent, also between others.
actor sender(to :: Pid<(Int, Int)>, name :: Int, at :: Int) do
  if at < 200 do
    send(to, (name, at))
    sender(to, name, at + 1)
  end
end

fn check(left :: Int, next :: Map<Int, Int>) -> Bool do
  if left == 0 do
    true
  else
    receive do
      (name, at) -> do
        let expected = Map.get_or(next, name, 0)
        if at == expected do check(left - 1, Map.put(next, name, at + 1)) else false end
      end
    end
  end
end

fn main() do
  for name in 0..8 do
    spawn(sender, self(), name, 0)
  end
  println("${check(1600, %{})}")
end
