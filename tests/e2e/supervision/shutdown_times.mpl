# A child that does not end in its time is killed; `brutal_kill` does not even ask.
fn stubborn_loop(report :: Pid, name :: String) -> () do
  receive do
    (:exit, _, _) -> send(report, "${name} will not go")
  end
  stubborn_loop(report, name)
end

actor stubborn(name :: String) do
  let report :: Pid = Process.whereis("main")
  Process.trap_exit(true)
  Process.register(name, self())
  send(report, "+${name}")
  stubborn_loop(report, name)
end

supervisor Tree do
  strategy: one_for_one

  child slow do
    start: fn -> spawn(stubborn, "slow") end
    restart: permanent
    shutdown: 100
  end

  child brutal do
    start: fn -> spawn(stubborn, "brutal") end
    restart: permanent
    shutdown: brutal_kill
  end
end

fn heard() -> String do
  receive do
    text -> text
  after 5000 -> "nothing"
  end
end

fn main() do
  Process.register("main", self())
  let tree = spawn(Tree)
  println("${heard()} ${heard()}")
  Process.monitor(tree)
  let slow = Process.whereis("slow")
  let brutal = Process.whereis("brutal")
  Process.exit(tree, Shutdown)
  println(heard())
  receive do
    (:down, _, reason) -> println("${reason}")
  end
  println("${Process.alive(slow)} ${Process.alive(brutal)}")
end
