# Birth and death: actors in groups of 1,000; each sends its number to the one that started it and ends.
# args: 2000
# modes: debug release

actor child(parent :: Pid<Int>, n :: Int) do
  send(parent, n)
end

fn collect(left :: Int, sum :: Int) -> Int do
  if left == 0 do
    sum
  else
    receive do
      n -> collect(left - 1, sum + n)
    end
  end
end

fn start(n :: Int, stop :: Int) -> () do
  if n < stop do
    spawn(child, self(), n)
    start(n + 1, stop)
  end
end

fn groups(from :: Int, count :: Int, sum :: Int) -> Int do
  if from >= count do
    sum
  else
    start(from, from + 1000)
    groups(from + 1000, count, collect(1000, sum))
  end
end

fn size() -> Int = Option.unwrap_or(String.to_int(List.head(Env.args())), 0)

fn main() do
  println("${groups(0, size(), 0)}")
end
