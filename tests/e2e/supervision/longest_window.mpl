# Seconds that cannot be counted in milliseconds are for ever.
actor idle() do
  receive do
    :stop -> ()
  end
end

fn main() do
  let start = fn -> spawn(idle) end
  let specs = [
    Supervisor.child("a", start, Permanent, 1000),
    Supervisor.child("b", start, Permanent, 1000)
  ]
  let tree = Supervisor.start(OneForOne, 3, Int.max_value(), specs)
  Process.monitor(tree)
  Process.exit(Option.unwrap(Supervisor.which_children(tree)[0].pid), Killed)
  receive do
    (:down, _, reason) -> println("the supervisor ended: ${reason}")
  after 200 -> println("${Supervisor.count_children(tree).active} children")
  end
  Process.exit(tree, Shutdown)
end
