# stderr: gone
# A job ends with the actor that started it, when that one ends abnormally; its own crash harms nobody.
type News do
  Started(Pid)
  Done
end

fn work(report :: Pid<News>) -> Int do
  Timer.sleep(60000)
  send(report, Done)
  1
end

fn job_of(starter :: Pid<Atom>) -> Monitor do
  let _ = starter
  receive do
    Started(job) -> Process.monitor(job)
  end
end

fn ended(watch :: Monitor) -> String do
  receive do
    (:down, ref, _, Linked(_, text)) when ref == watch -> "linked: ${text}"
    (:down, ref, _, reason) when ref == watch -> "${reason}"
  end
end

fn main() do
  let me = self()
  let one = spawn(fn ->
    let job = Job.async(fn -> work(me) end)
    send(me, Started(job.pid))
    receive do
      :panic -> panic("gone")
    end
  end)
  let first = job_of(one)
  send(one, :panic)
  println(ended(first))
  # The same for one that is killed, and for the jobs of jobs.
  let two = spawn(fn ->
    let job = Job.async(fn ->
      let inner = Job.async(fn -> work(me) end)
      send(me, Started(inner.pid))
      Job.await(inner)
    end)
    println("not reached ${Job.await(job)}")
  end)
  let second = job_of(Process.typed(two))
  Process.exit(two, Killed)
  println(ended(second))
  # After a normal end it goes on.
  let three = spawn(fn ->
    let _job = Job.async(fn ->
      Timer.sleep(5)
      send(me, Done)
    end)
  end)
  Process.monitor(three)
  receive do
    Done -> println("done")
  end
  println("${Job.await(Job.async(fn -> Process.exit_self(Custom("left")) end))}")
end
