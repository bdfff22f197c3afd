# driver: log_of_supervisors.py
# What supervisors decide goes through the door of the log, and so do reports of crashes, whether the program keeps a log or not.
actor worker(main :: Pid<String>) do
  send(main, "started")
  receive do
    :crash -> panic("on purpose")
  end
end

fn begin(main :: Pid<String>) -> Pid do
  let pid = spawn(worker, main)
  send(pid, :crash)
  pid
end

fn main() do
  let main = self()
  Supervisor.start(OneForOne, 1000, 5, [
    Supervisor.child("one", fn -> begin(main) end, Transient, 1000)
  ])
  for _ in 0..2 do
    receive do
      text -> println(text)
    end
  end
end
