# Calls of many actors are handled one after the other: no update is lost, each caller gets its own reply.
service Counter do
  fn init() -> Int do
    0
  end

  call Next(tag :: Int) :: (Int, Int) do |n|
    (n + 1, (tag, n))
  end

  call Total() :: Int do |n|
    (n, n)
  end
end

fn ask(counter :: Pid<Counter>, tag :: Int, left :: Int) -> Bool do
  if left == 0 do
    true
  else
    let (mine, _) = Counter.next(counter, tag)
    if mine == tag do ask(counter, tag, left - 1) else false end
  end
end

fn main() do
  let c = Counter.start()
  let me = self()
  for tag in 0..100 do
    spawn(fn -> send(me, ask(c, tag, 50)) end)
  end
  let answers = for _ in 0..100 do
    receive do
      ok -> ok
    end
  end
  println("${List.all(answers, fn ok -> ok end)} ${Counter.total(c)}")
end
