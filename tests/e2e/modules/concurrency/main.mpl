# Services, actors, their message types and supervisors live in modules of their own.
import Workers.Counter
import Workers.Echo
from Workers.Counter import Counter
from Workers.Echo import echo, Reply
from Workers.Tree import Workers

actor collector(count :: Int, seen :: List<String>) do
  receive do
    Reply(text) ->
      if List.length(seen) + 1 == count do
        println("${List.sorted(List.append(seen, text))}")
      else
        collector(count, List.append(seen, text))
      end
  end
end

fn main() do
  let c = Counter.start(10)
  Counter.add(c, 5)
  Counter.add(c, 7)
  println("${Counter.value(c)} ${Counter.add_and_get(c, 1)} ${Workers.Counter.describe(c)}")
  let jobs = for n in 1..4 do
    Job.async(fn -> n * n end)
  end
  println("${for job in jobs do Job.await(job) end}")
  let sink = spawn(collector, 3, [])
  for name in ["a", "b", "c"] do
    let worker = spawn(echo, "<${name}>")
    send(worker, Echo.Say("hi", sink))
  end
end
