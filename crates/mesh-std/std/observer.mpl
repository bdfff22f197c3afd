##! A look into the program while it runs: a page, and what it is made of. Nothing stops for it, and no program goes on for it: when all
##! else has ended, so does the observer. `meshc run --observe` starts one in a program as it is.

## A running observer.
pub struct Observer do
  ## The page, with the token that opens it: who has it sees all that the program holds, and can end its actors.
  url :: String
  ## The actor that listens. `HTTP.drain(observer.server, 1000)` ends it.
  server :: Pid
end deriving()

## By what actors are put in order; those with the most come first.
pub type ActorOrder do
  # Messages that wait.
  ByMailbox
  ByMemory
  # The work that they have done.
  ByReductions
  # Messages that have reached them.
  ByMessages
  # How long they wait already.
  ByWaiting
  # The lowest first.
  ByPid
end deriving(Eq, Debug)

fn order_name(order :: ActorOrder) -> String do
  case order do
    ByMailbox -> "mailbox"
    ByMemory -> "memory"
    ByReductions -> "reductions"
    ByMessages -> "messages"
    ByWaiting -> "waiting"
    ByPid -> "pid"
  end
end

@extern("mesh_observer_background")
fn background() -> ()

@extern("mesh_observer_snapshot")
@reads
fn snapshot_text(order :: String, most :: Int, find :: String, own :: Bool) -> String

@extern("mesh_observer_actor")
@reads
fn actor_text(pid :: Int) -> String

@extern("mesh_observer_profile")
fn begin_profile() -> ()

@extern("mesh_observer_record")
fn record_to(path :: String) -> Result<(), String>

@extern("mesh_observer_records")
@reads
fn records() -> String

@extern("mesh_observer_traced")
@reads
fn traced_text(pid :: Int, from :: Int) -> String

@extern("mesh_observer_tidy")
fn tidied(pid :: Pid) -> (Int, Int)

@extern("mesh_observer_pid")
@reads
fn pid_of(number :: Int) -> Option<Pid>

@extern("mesh_observer_file")
@reads
fn page_file(name :: String) -> String

## Starts an observer at this port of 127.0.0.1, or at a free one for 0. Without the token of its URL it shows nothing to anybody, and it
## answers no page of another origin.
##
## ```mesh
## let observer = Result.unwrap(Observer.start(0))
## assert String.starts_with(observer.url, "http://127.0.0.1:")
## HTTP.drain(observer.server, 1000)
## ```
pub fn start(port :: Int) -> Result<Observer, String> = start_on("127.0.0.1", port)

## The same at another address of the machine. Requests have to name this address, `localhost` or a loopback address as their host, so
## that no foreign name leads here. What is sent is not encrypted: beyond one machine, a tunnel to the loopback address is the better way.
##
## ```mesh
## let observer = Result.unwrap(Observer.start_on("127.0.0.1", 0))
## assert Result.is_err(Observer.start_on("no address", 0))
## HTTP.drain(observer.server, 1000)
## ```
pub fn start_on(host :: String, port :: Int) -> Result<Observer, String> do
  let token = Crypto.random_hex(16)
  let starting = Job.async(fn ->
    let me = self()
    let heard = fn address, at ->
      # Not before: until it listens, its starter waits.
      background()
      send(me, Ok((Process.me(), address, at)))
    end
    spawn(fn ->
      let router = HTTP.on_listen(router_of(token, host), heard)
      case HTTP.serve_on(router, host, port) do
        Ok(_) -> ()
        Err(problem) -> send(me, Err(problem))
      end
    end)
    receive do
      outcome -> outcome
    end
  end)
  let (server, address, at) = Job.await(starting)??
  let shown = if String.contains(address, ":") do "[${address}]" else address end
  Ok(Observer { url: "http://${shown}:${at}/#${token}", server: server })
end

## What `meshc run --observe` has a program do first: starts an observer at the port in `MESH_OBSERVE` and prints its URL on
## standard error.
##
## ```mesh
## pub fn run() do
##   Observer.announce()
## end
## ```
pub fn announce() -> () do
  case start(Env.get_int("MESH_OBSERVE", 0)) do
    Ok(observer) -> IO.eprintln("observer: ${observer.url}")
    Err(problem) -> IO.eprintln("observer: ${problem}")
  end
end

## Has the program profiled, where the variables that `meshc run --profile` sets ask for it: programs that it compiles begin with this.
##
## ```mesh
## pub fn run() do
##   Observer.profile()
## end
## ```
pub fn profile() -> () = begin_profile()

## What is seen of the program and of so many of its actors (2,000 at most), as JSON: the same that the page shows.
##
## ```mesh
## let seen = Result.unwrap(Json.parse(Observer.snapshot(ByMailbox, 10)))
## assert Result.unwrap(Json.int(seen, ["overview", "actors"])) > 0
## ```
pub fn snapshot(order :: ActorOrder, most :: Int) -> String =
  snapshot_text(order_name(order), most, "", false)

## All that is seen of one actor, as JSON; `None` when it has ended.
##
## ```mesh
## let seen = Option.unwrap(Observer.actor_info(Process.me()))
## assert String.contains(seen, "\"mailbox\":0")
## ```
pub fn actor_info(pid :: Pid) -> Option<String> = some_text(actor_text(number_of(pid)))

## Writes what the flight recorder holds to a file that https://ui.perfetto.dev opens: the last turns of actors, and what they did.
##
## ```mesh
## let path = Path.join(Result.unwrap(Folder.temporary()), "trace.json")
## assert_eq Observer.record(path), Ok(())
## assert Result.is_ok(Json.parse(Result.unwrap(File.read(path))))
## ```
pub fn record(path :: String) -> Result<(), String> = record_to(path)

## What was sent to an actor and what it sent, as JSON: messages, signals and replies with their texts, from the entry of this number on, and the number of
## the next one. The first call begins the trace; it ends when nobody asks for ten seconds, and keeps the last 1,000 entries. `None`
## when the actor has ended.
##
## ```mesh
## let _ = Observer.trace(Process.me(), 0)
## send(self(), "a page")
## let seen = Result.unwrap(Json.parse(Option.unwrap(Observer.trace(Process.me(), 0))))
## assert_eq Json.int(seen, ["next"]), Ok(1)
## assert_receive "a page"
## ```
pub fn trace(pid :: Pid, from :: Int) -> Option<String> =
  some_text(traced_text(number_of(pid), from))

## An actor that waits gives back what it does not need for that: the message that it received last, which is kept for reports of
## crashes, and memory of its heap in which nothing lies. Gives the bytes of its heap before and afterwards; `None` when it does not wait.
##
## ```mesh
## let (pid, _) = Process.spawn_monitor(fn -> Timer.sleep(60_000) end)
## Timer.sleep(50)
## let (before, left) = Option.unwrap_or(Observer.tidy(pid), (0, 0))
## assert left <= before
## Process.exit(pid, Killed)
## ```
pub fn tidy(pid :: Pid) -> Option<(Int, Int)> do
  let (before, left) = tidied(pid)
  if before < 0 do None else Some((before, left)) end
end

fn some_text(text :: String) -> Option<String> = if text == "" do None else Some(text) end

# A pid is shown as <0.7>.
fn number_of(pid :: Pid) -> Int = pid_number("${pid}")

fn pid_number(text :: String) -> Int do
  let bare = String.replace(String.replace(text, "<0.", ""), ">", "")
  Option.unwrap_or(String.to_int(bare), 0)
end

# ---- the server ------------------------------------------------------------------------------------------------------

fn router_of(token :: String, host :: String) -> Router do
  HTTP.router()
    |> HTTP.limits(%{HTTP.default_limits() | connections: 64, body_bytes: 4096, drain_ms: 200})
    |> HTTP.use(fn request, next -> secured(guarded(host, request, next)) end)
    |> HTTP.on_get("/", fn _ -> file("index.html", "text/html; charset=utf-8") end)
    |> HTTP.on_get("/observer.css", fn _ -> file("observer.css", "text/css; charset=utf-8") end)
    |> HTTP.on_get("/observer.js", fn _ ->
      file("observer.js", "text/javascript; charset=utf-8")
    end)
    |> HTTP.on_get("/api/snapshot", fn request -> opened(token, request, snapshot_of) end)
    |> HTTP.on_get("/api/actor", fn request -> opened(token, request, actor_of) end)
    |> HTTP.on_get("/api/record", fn request -> opened(token, request, record_of) end)
    |> HTTP.on_get("/api/trace", fn request -> opened(token, request, trace_of) end)
    |> HTTP.on_post("/api/kill", fn request -> opened(token, request, kill_of) end)
    |> HTTP.on_post("/api/tidy", fn request -> opened(token, request, tidy_of) end)
    |> HTTP.on_get("/api/live", fn request -> live(token, request) end)
end

fn file(name :: String, kind :: String) -> Response =
  HTTP.with_header(HTTP.response(200, page_file(name)), "content-type", kind)

fn secured(answer :: Response) -> Response do
  HTTP.with_headers(answer, %{
    "content-security-policy" => "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "cache-control" => "no-store",
    "cross-origin-opener-policy" => "same-origin",
    "cross-origin-resource-policy" => "same-origin",
    "referrer-policy" => "no-referrer",
    "x-content-type-options" => "nosniff",
    "x-frame-options" => "DENY"
  })
end

# Requests that a browser sends for a page of somebody else's are none of ours, also where that page's name leads here.
fn guarded(host :: String, request :: Request, next :: Fun(Request) -> Response) -> Response do
  let asked = Option.unwrap_or(Request.header(request, "host"), "")
  let foreign = case Request.header(request, "origin") do
    Some(origin) -> origin != "http://${asked}"
    None -> false
  end
  let site = Option.unwrap_or(Request.header(request, "sec-fetch-site"), "none")
  let crossed =
    String.starts_with(request.path, "/api/") and site != "none" and site != "same-origin"
  if foreign or crossed or not is_own(host, asked) do
    HTTP.response(403, "{\"error\":\"this is for pages of the observer itself\"}")
  else
    next(request)
  end
end

# Whether a `Host` names this server: what stands before its port.
fn is_own(host :: String, asked :: String) -> Bool do
  let name = if String.ends_with(asked, "]") do
    asked
  else
    case String.split_once_last(asked, ":") do
      Some((before, _)) -> before
      None -> asked
    end
  end
  List.contains(["127.0.0.1", "localhost", "[::1]", host, "[${host}]"], String.to_lower(name))
end

fn opened(token :: String, request :: Request, answer :: Fun(Request) -> Response) -> Response do
  let given = Option.unwrap_or(Request.header(request, "authorization"), "")
  if Crypto.secure_compare(given, "Bearer ${token}") do answer(request) else locked() end
end

fn locked() -> Response do
  HTTP.with_header(
    HTTP.response(
      401,
      "{\"error\":\"the token is missing or wrong: it stands behind the # of the observer's URL\"}"
    ),
    "www-authenticate",
    "Bearer"
  )
end

fn asked(request :: Request, name :: String, default :: String) -> String =
  Option.unwrap_or(Request.query(request, name), default)

fn snapshot_of(request :: Request) -> Response do
  let text = snapshot_text(
    asked(request, "sort", "mailbox"),
    Option.unwrap_or(String.to_int(asked(request, "limit", "100")), 100),
    asked(request, "find", ""),
    asked(request, "own", "") == "1"
  )
  if text == "" do
    HTTP.response(
      400,
      "{\"error\":\"sort is one of mailbox, memory, reductions, messages, waiting, pid\"}"
    )
  else
    HTTP.response(200, text)
  end
end

fn gone() -> Response = HTTP.response(404, "{\"error\":\"no live actor has this pid\"}")

# The live actor that a request names.
fn meant(request :: Request) -> Option<Pid> = pid_of(pid_number(asked(request, "pid", "")))

fn actor_of(request :: Request) -> Response do
  case Option.and_then(meant(request), actor_info) do
    Some(text) -> HTTP.response(200, text)
    None -> gone()
  end
end

fn record_of(_ :: Request) -> Response do
  HTTP.with_header(
    HTTP.response(200, records()),
    "content-disposition",
    "attachment; filename=\"mesh.trace.json\""
  )
end

fn trace_of(request :: Request) -> Response do
  let from = Option.unwrap_or(String.to_int(asked(request, "from", "0")), 0)
  case Option.and_then(meant(request), fn pid -> trace(pid, from) end) do
    Some(text) -> HTTP.response(200, text)
    None -> gone()
  end
end

fn kill_of(request :: Request) -> Response do
  case meant(request) do
    Some(pid) -> do
      Process.exit(pid, Killed)
      HTTP.response(200, "{\"killed\":true}")
    end
    None -> gone()
  end
end

fn tidy_of(request :: Request) -> Response do
  case meant(request) do
    None -> gone()
    Some(pid) ->
      case tidy(pid) do
        Some((before, left)) -> HTTP.response(200, "{\"before\":${before},\"after\":${left}}")
        None -> HTTP.response(409, "{\"error\":\"the actor does not wait now\"}")
      end
  end
end

# ---- live ------------------------------------------------------------------------------------------------------------

# What a page wants to see.
struct View do
  sort :: String
  limit :: Int
  find :: String
  actor :: Int
  # Whether what is sent to that actor is wanted, too.
  trace :: Bool
end deriving(Json)

# A page cannot send a header with its handshake: the token is the first thing that it says.
fn live(token :: String, request :: Request) -> Response do
  case Ws.upgrade_with(request, %{Ws.options() | max_bytes: 4096}) do
    None -> ()
    Some(conn) -> do
      let said = Option.unwrap_or(Ws.next(conn), "")
      if Crypto.secure_compare(said, token) do
        watch(conn)
      else
        Ws.close(conn, 1008, "the token is missing or wrong")
      end
    end
  end
  HTTP.response(101, "")
end

# What is seen goes out each second, and at once when something else is wanted.
fn watch(conn :: WsConn) -> () do
  let first = View { sort: "mailbox", limit: 100, find: "", actor: 0, trace: false }
  let pusher = spawn(fn -> push(conn, first, 0) end)
  Process.link(pusher)
  Ws.run(
    conn,
    fn _, text ->
      let wanted :: Result<View, String> = Json.decode(text)
      case wanted do
        Ok(view) -> send(pusher, view)
        Err(problem) -> Ws.close(conn, 1008, problem)
      end
    end,
    fn _, _, _ -> Process.exit(pusher, Shutdown) end
  )
end

fn push(conn :: WsConn, view :: View, from :: Int) -> () do
  let seen = snapshot_text(view.sort, view.limit, view.find, false)
  let traced = if view.trace do traced_text(view.actor, from) else "" end
  if seen == "" do
    let _ = Ws.send(conn, "{\"error\":\"no such order\"}")
  else
    let one = if view.actor == 0 do "" else actor_text(view.actor) end
    let _ =
      Ws.send(conn, "{\"seen\":${seen},\"actor\":${or_null(one)},\"trace\":${or_null(traced)}}")
  end
  let next =
    Result.unwrap_or(Result.and_then(Json.parse(traced), fn it -> Json.int(it, ["next"]) end), 0)
  receive do
    wanted -> push(conn, wanted, if wanted.actor == view.actor do next else 0 end)
  after if view.trace do 250 else 1000 end -> push(conn, view, next)
  end
end

fn or_null(text :: String) -> String = if text == "" do "null" else text end
