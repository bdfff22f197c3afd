# How the time of what the runtime keeps for actors grows with their number: run by bench/growth.py.
# args: all 500
# modes: debug release

actor idle() do
  receive do
    :stop -> ()
  end
end

fn start_all(left :: Int, all :: List<Pid<Atom>>) -> List<Pid<Atom>> do
  if left == 0 do all else start_all(left - 1, List.append(all, spawn(idle))) end
end

fn stop_all(all :: List<Pid<Atom>>) -> () do
  for pid in all do
    send(pid, :stop)
  end
  ()
end

# Waits for the ends of so many actors.
fn await_ends(left :: Int) -> () do
  if left > 0 do
    receive do
      (:down, _, _) -> await_ends(left - 1)
      (:exit, _, _) -> await_ends(left - 1)
    end
  end
end

fn names(n :: Int) -> () do
  let all = start_all(n, [])
  for pid in all do
    Process.register("name of ${pid}", pid)
  end
  for pid in all do
    Process.monitor(pid)
  end
  stop_all(all)
  await_ends(n)
end

fn links(n :: Int) -> () do
  # A normal end tells nobody: these are asked to end for a reason.
  Process.trap_exit(true)
  let all = start_all(n, [])
  for pid in all do
    Process.link(pid)
  end
  for pid in all do
    Process.exit(pid, Custom("over"))
  end
  await_ends(n)
  Process.trap_exit(false)
end

fn monitors(n :: Int) -> () do
  let all = start_all(n, [])
  for pid in all do
    Process.monitor(pid)
  end
  stop_all(all)
  await_ends(n)
end

actor linked(previous :: Pid, ready :: Pid<Int>) do
  Process.link(previous)
  send(ready, 1)
  receive do
    :stop -> ()
  end
end

fn chain_of(left :: Int, last :: Pid, ready :: Pid<Int>) -> Pid do
  if left == 0 do
    last
  else
    let next = spawn(linked, last, ready)
    receive do
      1 -> chain_of(left - 1, next, ready)
    end
  end
end

# The first of a chain of linked actors ends: how long until the last has.
fn chain(n :: Int) -> () do
  let first = spawn(idle)
  Process.monitor(chain_of(n, first, self()))
  Process.exit(first, Custom("broken"))
  await_ends(1)
end

fn timers(n :: Int) -> () do
  for i in 0..n do
    Timer.send_after(self(), 1, i)
  end
  for _i in 0..n do
    receive do
      x when x >= 0 -> ()
    end
  end
  ()
end

fn jobs(n :: Int) -> () do
  let all = for i in 0..n do
    Job.async(fn -> i end)
  end
  let total = List.reduce(all, 0, fn sum, job -> sum + Result.unwrap_or(Job.await(job), 0) end)
  if total != n * (n - 1) / 2 do panic("a job is missing") end
end

# Messages that are wanted lie behind as many that are not.
fn selective(n :: Int) -> () do
  let me :: Pid<Int> = self()
  for _i in 0..n do
    send(me, -1)
  end
  for _i in 0..n do
    send(me, -2)
  end
  take_from_behind(n)
  for _i in 0..n do
    receive do
      -1 -> ()
    end
  end
  ()
end

fn take_from_behind(left :: Int) -> () do
  if left > 0 do
    receive do
      -2 -> take_from_behind(left - 1)
    end
  end
end

fn leaf_or_node(above :: Pid<Int>, first :: Int, size :: Int) -> () do
  if size <= 1 do
    send(above, first)
  else
    let me :: Pid<Int> = self()
    for i in 0..10 do
      spawn(fn -> leaf_or_node(me, first + i * (size / 10), size / 10) end)
    end
    send(above, sum_of(10, 0))
  end
end

fn sum_of(left :: Int, sum :: Int) -> Int do
  if left == 0 do
    sum
  else
    receive do
      x when x >= 0 -> sum_of(left - 1, sum + x)
    end
  end
end

# A tree of actors, ten below each, that add up their numbers.
fn tree(n :: Int) -> () do
  leaf_or_node(self(), 0, n)
  let _ = sum_of(1, 0)
  ()
end

# One connection is in many rooms; it leaves half of them, and is closed.
fn in_rooms(conn :: WsConn, n :: Int) -> () do
  for i in 0..n do
    let _ = Ws.join(conn, "room ${i}")
  end
  for i in 0..n / 2 do
    let _ = Ws.leave(conn, "room ${i}")
  end
  Ws.close(conn, 1000, "")
end

fn await_empty(room :: String) -> () do
  if List.length(Ws.members(room)) > 0 do
    Timer.sleep(1)
    await_empty(room)
  end
end

fn rooms(n :: Int) -> () do
  let me = self()
  let router = HTTP.router()
    |> HTTP.on_listen(fn _, port -> send(me, port) end)
    |> HTTP.on_get("/", fn request ->
      let conn = Option.unwrap(Ws.upgrade(request))
      in_rooms(conn, n)
      HTTP.response(101, "")
    end)
  let server = spawn(fn -> HTTP.serve_on(router, "127.0.0.1", 0) end)
  let url = receive do
    port -> "ws://127.0.0.1:${port}/"
  end
  let conn = Result.unwrap(Ws.connect(url))
  let _ = Ws.next(conn)
  await_empty("room ${n - 1}")
  Process.exit(server, Custom("over"))
end

# Each is wanted by its number, from behind.
fn wanted(n :: Int) -> () do
  let me :: Pid<Int> = self()
  for i in 0..n do
    send(me, i)
  end
  for i in 0..n do
    let last = n - 1 - i
    receive do
      x when x == last -> ()
    end
  end
  ()
end

fn run(mode :: String, n :: Int) -> () do
  let began = Timer.now()
  case mode do
    "names" -> names(n)
    "links" -> links(n)
    "monitors" -> monitors(n)
    "chain" -> chain(n)
    "timers" -> timers(n)
    "jobs" -> jobs(n)
    "selective" -> selective(n)
    "wanted" -> wanted(n)
    "tree" -> tree(n)
    "rooms" -> rooms(n)
    other -> panic("no mode is called ${other}")
  end
  IO.eprintln("${mode} ${n} ${Timer.now() - began}")
  println("${mode} ${n}")
end

fn main() do
  let args = Env.args()
  let mode = List.get(args, 0)
  let n = Option.unwrap_or(String.to_int(List.get(args, 1)), 0)
  if mode == "all" do
    for one in [
      "names",
      "links",
      "monitors",
      "chain",
      "timers",
      "jobs",
      "selective",
      "wanted",
      "tree",
      "rooms"
    ] do
      run(one, n)
    end
    ()
  else
    run(mode, n)
  end
end
