# driver: at_the_limit.py
# Where there are as many actors as there may be, who spawns crashes. Supervisors start their children again all the same, refuse new
# ones, and a server answers 503 until there is room.
fn rest() -> () do
  receive do
    () -> ()
  end
end

fn flood() -> () do
  let _ = spawn(rest)
  flood()
end

# Takes all room that there is; gives who has it.
fn fill() -> List<Pid> do
  let before = Process.list()
  let (_, watch) = Process.spawn_monitor(flood)
  receive do
    (:down, ref, _, _) when ref == watch -> ()
  end
  let all = Process.list()
  println("${List.length(all) > 190} ${List.length(all) <= 200}")
  List.filter(all, fn one -> not List.contains(before, one) end)
end

fn empty(filled :: List<Pid>) -> () do
  for one in filled do
    let watch = Process.monitor(one)
    Process.exit(one, Killed)
    receive do
      (:down, ref, _, _) when ref == watch -> ()
    end
  end
  ()
end

fn begin(name :: String) -> Pid do
  let pid = spawn(rest)
  Process.register(name, pid)
  pid
end

fn child(name :: String) -> ChildSpec =
  Supervisor.child(name, fn -> begin(name) end, Permanent, 1000)

fn another(name :: String, than :: Pid) -> Pid do
  case Process.find(name) do
    Some(pid) when pid != than -> pid
    _ -> do
      Timer.sleep(1)
      another(name, than)
    end
  end
end

# Ends the child of this name so often; the other one comes again with it.
fn kill(name :: String, times :: Int) -> () do
  if times > 0 do
    let (now, other) = (Process.whereis(name), Process.whereis("second"))
    Process.exit(now, Killed)
    let _ = another(name, now)
    let _ = another("second", other)
    kill(name, times - 1)
  end
end

fn status(port :: Int) -> Int do
  case Http.get("http://127.0.0.1:${port}/") do
    Ok(answer) -> answer.status
    Err(_) -> 0
  end
end

# Eight requests at once, each of which takes a while: those that were answered, and how many were refused.
fn many(port :: Int) -> (List<String>, Int) do
  let asked = for _ in 1..9 do
    case Tcp.connect("127.0.0.1", port, 1000) do
      Ok(conn) -> do
        let _ = Tcp.write(conn, "GET /slow HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n")
        conn
      end
      Err(why) -> panic("${why}")
    end
  end
  let heard = for conn in asked do
    case Tcp.read_line(conn) do
      Ok(Some(line)) -> String.trim(line)
      _ -> "nothing"
    end
  end
  let refused = "HTTP/1.1 503 Service Unavailable"
  (
    List.filter(heard, fn line -> line != refused end),
    List.length(List.filter(heard, fn line -> line == refused end))
  )
end

fn slow(_ :: Request) -> Response do
  Timer.sleep(300)
  HTTP.response(200, "done")
end

fn main() do
  let me = self()
  let tree = Supervisor.start(OneForAll, 1000, 1, [child("first"), child("second")])
  let router = HTTP.router()
    |> HTTP.on_get("/", fn _ -> HTTP.response(200, "hello") end)
    |> HTTP.on_get("/slow", slow)
    |> HTTP.on_listen(fn _, port -> send(me, port) end)
  let server = spawn(fn -> do
    let _ = HTTP.serve_on(router, "127.0.0.1", 0)
  end
  end)
  receive do
    port -> do
      for _ in 1..4 do
        println("${status(port)}")
        let filled = fill()
        for i in 1..5 do
          let more = Supervisor.child("more ${i}", fn -> spawn(rest) end, Temporary, 100)
          let _ = Supervisor.start_child(tree, more)
        end
        println("${Process.alive(tree)}")
        kill("first", 50)
        let (answered, refused) = many(port)
        println("${List.all(answered, fn line -> line == "HTTP/1.1 200 OK" end)} ${refused >= 4}")
        println("${Supervisor.count_children(tree).active}")
        empty(filled)
      end
      println("${many(port)}")
    end
  end
  println("${Process.alive(server)}")
  Process.halt(0)
end
