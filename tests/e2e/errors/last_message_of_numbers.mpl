# modes: debug release
# stderr: \n    last message: Moved(1, true, 2.5, false, 7)\n
# stderr: \n    last message: Stopped(true, 0.5)\n
# A sum of numbers lies unboxed, those of a kind beside each other: the report finds each.
type Command do
  Moved(Int, Bool, Float, Bool, Int)
  Stopped(Bool, Float)
  Rested
end

actor robot(limit :: Int) do
  receive do
    Moved(x, _, _, _, y) -> println("${limit / (x + y - 8)}")
    Stopped(_, _) -> println("${limit / 0}")
    Rested -> println("rested")
  end
end

fn crash_of(command :: Command) -> String do
  let pid = spawn(robot, 5)
  Process.monitor(pid)
  send(pid, command)
  receive do
    (:down, _, reason) -> "${reason}"
  end
end

fn main() do
  println(crash_of(Moved(1, true, 2.5, false, 7)))
  println(crash_of(Stopped(true, 0.5)))
  println(crash_of(Rested))
end
