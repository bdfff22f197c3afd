# Eight producers send numbers to one actor, which adds them up: as many in all as the argument says.
# args: 8000
# modes: debug release

actor producer(target :: Pid<Int>, from :: Int, stop :: Int) do
  for n in from..stop do
    send(target, n)
  end
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

fn size() -> Int = Option.unwrap_or(String.to_int(List.head(Env.args())), 0)

fn main() do
  let share = size() / 8
  for i in 0..8 do
    spawn(producer, self(), i * share, (i + 1) * share)
  end
  println("${collect(8 * share, 0)}")
end
