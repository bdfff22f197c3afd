# modes: debug release
# Senders that are ahead of their receiver wait for it, and each gets its turn; also when one is killed meanwhile, when the receiver ends, and
# when two send to each other.
type Note do
  Meet(Pid<Note>)
  Count(Int)
end

actor producer(to :: Pid<(Int, Int)>, number :: Int, count :: Int) do
  for n in 0..count do
    send(to, (number, n))
  end
end

# How many came of each sender, and whether all came in its order.
fn collect(left :: Int, seen :: Map<Int, Int>, in_order :: Bool) -> (Map<Int, Int>, Bool) do
  if left == 0 do
    (seen, in_order)
  else
    receive do
      (number, n) -> do
        let expected = Map.get_or(seen, number, 0)
        collect(left - 1, Map.put(seen, number, n + 1), in_order and n == expected)
      end
    end
  end
end

actor floods(to :: Pid<Int>) do
  flood(to, 0)
end

fn flood(to :: Pid<Int>, n :: Int) -> () do
  send(to, n)
  flood(to, n + 1)
end

actor sleeps(millis :: Int) do
  receive do
    -1 -> ()
  after millis -> ()
  end
end

# Sends to one that sleeps, until that one has ended.
actor sends(to :: Pid<Int>, told :: Pid<(Int, Int)>) do
  for n in 0..100_000 do
    send(to, n)
  end
  send(told, (-1, 0))
end

actor player(rounds :: Int, told :: Pid<(Int, Int)>) do
  receive do
    Meet(other) -> do
      for n in 0..rounds do
        send(other, Count(n))
      end
      send(told, (-2, counted(rounds, 0)))
    end
    Count(_) -> println("before they have met")
  end
end

fn counted(left :: Int, sum :: Int) -> Int do
  if left == 0 do
    sum
  else
    receive do
      Count(_) -> counted(left - 1, sum + 1)
      Meet(_) -> counted(left, sum)
    end
  end
end

fn main() do
  for number in 0..8 do
    spawn(producer, self(), number, 20_000)
  end
  let (seen, in_order) = collect(160_000, %{}, true)
  println("${Map.values(seen)} ${in_order}")

  let sleeper = spawn(sleeps, 60_000)
  let flooding = spawn(floods, sleeper)
  let _ = Process.monitor(flooding)
  Timer.sleep(20)
  Process.exit(flooding, Killed)
  receive do
    (_, _) -> println("nobody sends")
    (:down, pid, reason) -> println("${pid == flooding} ${reason}")
  end
  Process.exit(sleeper, Killed)

  spawn(sends, spawn(sleeps, 5), self())
  println("${collect(1, %{-1 => 0}, true)}")

  let one = spawn(player, 50_000, self())
  let other = spawn(player, 50_000, self())
  send(one, Meet(other))
  send(other, Meet(one))
  for _ in 0..2 do
    receive do
      (who, sum) -> println("${who} ${sum}")
    end
  end
end
