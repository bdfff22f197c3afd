# stderr: receives
# A service found by its name is a bare `Pid`: whether it is the right service is checked when it is called.
service Apples do
  fn init() -> Int do
    3
  end

  call Count() :: Int do |n|
    (n, n)
  end

  cast Eat(n :: Int) do |have|
    have - n
  end
end

service Pears do
  fn init() -> Int do
    0
  end

  call Count() :: Int do |n|
    (n, n)
  end
end

fn main() do
  Process.register("apples", Apples.start())
  Process.register("pears", Pears.start())
  Apples.eat(Process.whereis("apples"), 1)
  println("${Apples.count(Process.whereis("apples"))}")
  let _ = Process.spawn_monitor(fn ->
    println("not reached ${Apples.count(Process.whereis("pears"))}")
  end)
  receive do
    (:down, _, Error(text)) ->
      println("${String.contains(text, "receives Main.Pears, not Main.Apples")}")
  end
  let typed :: Pid<Pears> = Process.typed(Process.whereis("pears"))
  println("${Pears.count(typed)}")
end
