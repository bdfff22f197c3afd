# driver: memory_floods.py
# emulator: no, limits of memory are its own, too
# modes: release
# memory check: no, its limit of address space leaves no room for valgrind
# What grows without end, where address space is limited: who makes it grow crashes, another actor that works meanwhile goes on.
type Chain do
  Nothing
  Link(Int, Chain)
end

fn list(all :: List<Int>) -> Int = list(List.append(all, 1))

fn text(all :: String) -> Int = text(all <> "some more text ")

fn map(all :: Map<Int, Int>, next :: Int) -> Int = map(Map.put(all, next, next), next + 1)

fn chain(all :: Chain, next :: Int) -> Int = chain(Link(next, all), next + 1)

fn own_mailbox(next :: Int) -> Int do
  send(self(), next)
  if next < 0 do
    receive do
      n -> n
    end
  else
    own_mailbox(next + 1)
  end
end

# Either of the two may be the one.
fn other_mailbox(to :: Pid<String>) -> Int do
  send(to, "a message that takes some room in memory, since it is a text")
  if Process.alive(to) do other_mailbox(to) else panic("out of memory: the receiver had to end") end
end

actor never_looks() do
  receive do
    "looks" -> println("looks")
  end
end

fn timers(to :: Pid<Int>, next :: Int) -> Int do
  let _ = Timer.send_after(to, 10_000_000, next)
  timers(to, next + 1)
end

fn monitors(of :: Pid) -> Int do
  let _ = Process.monitor(of)
  monitors(of)
end

fn names(of :: Pid, next :: Int) -> Int do
  let _ = Process.register("a name with a number: ${next}", of)
  names(of, next + 1)
end

fn small_actors(size :: Int) -> Int do
  let _ = spawn(fn -> do
    let all = Range.to_list(Range.new(0, size))
    receive do
      () -> println("${List.length(all)}")
    end
  end
  end)
  small_actors(size)
end

actor takes_numbers() do
  receive do
    n -> if n == 0 do println("zero") else takes_numbers() end
  end
end

# Takes a little memory over and over, and gives it back.
actor works(report :: Pid<Int>, done :: Int) do
  let text = "${List.map(Range.to_list(Range.new(0, 20)), fn n -> n * done end)}"
  receive do
    () -> send(report, String.length(text))
  after 0 -> works(report, done + 1)
  end
end

fn run(kind :: String) -> Int do
  case kind do
    "list" -> list([])
    "text" -> text("")
    "map" -> map(%{}, 0)
    "chain" -> chain(Nothing, 0)
    "own mailbox" -> own_mailbox(0)
    "other mailbox" -> other_mailbox(spawn(never_looks))
    "timers" -> timers(spawn(takes_numbers), 0)
    "monitors" -> monitors(spawn(never_looks))
    "names" -> names(spawn(never_looks), 0)
    "small actors" -> small_actors(100)
    _ -> panic("unknown")
  end
end

fn main() do
  let kind = List.get(Env.args(), 0)
  let me :: Pid<Int> = self()
  let worker = spawn(works, me, 1)
  let (_, watch) = Process.spawn_monitor(fn -> println("${run(kind)}") end)
  receive do
    (:down, ref, _, reason) when ref == watch ->
      println("${kind}: ${String.slice("${reason}", 0, 19)}")
  end
  send(worker, ())
  receive do
    n -> println("the other goes on: ${n > 0}")
  end
  Process.halt(0)
end
