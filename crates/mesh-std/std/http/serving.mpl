# The server: it accepts requests, each has an actor of its own, and answers them.

## Listens on every address of the machine, of IPv6 and of IPv4, and serves for good.
##
## ```mesh
## pub fn start() do
##   let router = HTTP.router() |> HTTP.on_get("/", fn _ -> HTTP.response(200, "hello") end)
##   HTTP.serve(router, 8080)
## end
## ```
pub fn serve(router :: Router, port :: Int) -> () do
  case serve_on(router, "::", port) do
    Ok(_) -> ()
    Err(error) -> panic(error)
  end
end

## Listens on one address and serves for good; `Err` when it cannot listen. `"127.0.0.1"` and `"::1"` are for this machine only, `"0.0.0.0"` is
## every address of IPv4, `"::"` every one of both kinds. When the actor that called it ends in any way but by
## a kill, it first accepts no further connections and waits until what clients have asked for is answered, but not longer than
## `Limits.drain_ms`. So a supervisor that stops it loses no request, and `drain` waits for the same.
##
## ```mesh
## let me = self()
## let router = HTTP.router()
##   |> HTTP.on_get("/", fn _ -> HTTP.response(200, "hello") end)
##   |> HTTP.on_listen(fn _, port -> send(me, port) end)
## let server = spawn(fn -> HTTP.serve_on(router, "127.0.0.1", 0) end)
## receive do
##   port -> assert_eq HTTP.get("http://127.0.0.1:${port}/"), Ok("hello")
## end
## HTTP.drain(server, 1000)
## ```
pub fn serve_on(router :: Router, host :: String, port :: Int) -> Result<(), String> do
  serve_all(router, listen(host, port, bears(router.limits))?)
  Ok(())
end

## Listens on every address of the machine and serves for good, with TLS: HTTP/2 for clients that speak it, otherwise HTTP/1.1.
## `certificate` and `key` are files in PEM form: the certificate with those of its issuers behind it, and its key. When they are
## replaced, new connections get the new ones within a second or two; a pair that is broken then is told of on standard error, and
## the old one stays.
##
## ```mesh
## pub fn start() do
##   let router = HTTP.router() |> HTTP.on_get("/", fn _ -> HTTP.response(200, "hello") end)
##   HTTP.serve_tls(router, 8443, "certificate.pem", "key.pem")
## end
## ```
pub fn serve_tls(router :: Router, port :: Int, certificate :: String, key :: String) -> () do
  case serve_tls_on(router, "::", port, certificate, key) do
    Ok(_) -> ()
    Err(error) -> panic(error)
  end
end

## The same on one address; `Err` when it cannot listen, or when the files are no certificate with its key. See `serve_on`.
##
## ```mesh
## let outcome = HTTP.serve_tls_on(HTTP.router(), "127.0.0.1", 0, "none.pem", "none.pem")
## assert Result.is_err(outcome)
## ```
pub fn serve_tls_on(
  router :: Router,
  host :: String,
  port :: Int,
  certificate :: String,
  key :: String
) -> Result<(), String> do
  serve_all(router, listen_tls(host, port, bears(router.limits), certificate, key)?)
  Ok(())
end

fn serve_all(router :: Router, listener :: Listener) -> () do
  let routes = keep(Routing.table(router.routes))
  let rules = keep(%{router | routes: []})
  Process.on_exit(fn ->
    stop(listener)
    answer_last(routes, rules, listener, Timer.now() + rules.limits.drain_ms)
  end)
  Option.map(router.heard, fn tell -> tell(listens_on(listener), listens_at(listener)) end)
  accept_all(routes, rules, listener)
end

## Ends a server, given the actor that called `serve` or `serve_on`: no further connections, then the answers to what was asked
## for. True when all are out before the time, in milliseconds, is over; otherwise the server is killed.
##
## ```mesh
## let me = self()
## let router = HTTP.on_listen(HTTP.router(), fn _, port -> send(me, port) end)
## let server = spawn(fn -> HTTP.serve_on(router, "127.0.0.1", 0) end)
## assert_receive _, 5000
## assert HTTP.drain(server, 5000)
## assert not Process.alive(server)
## ```
pub fn drain(server :: Pid, millis :: Int) -> Bool do
  # In an actor of its own: no other signal is to be lost.
  Result.unwrap_or(
    Job.await(Job.async(fn ->
      Process.monitor(server)
      Process.exit(server, Shutdown)
      receive do
        (:down, _, _) -> true
      after millis ->
        Process.exit(server, Killed)
        false
      end
    end)),
    false
  )
end

# `rules` is the router without its routes.
fn accept_all(
  routes :: Table<Fun(Request) -> Response>,
  rules :: Router,
  listener :: Listener
) -> () do
  case accept(listener) do
    None -> ()
    Some(exchange) -> do
      begin_request(routes, rules, exchange)
      accept_all(routes, rules, listener)
    end
  end
end

fn answer_last(
  routes :: Table<Fun(Request) -> Response>,
  rules :: Router,
  listener :: Listener,
  until :: Int
) -> () do
  let left = until - Timer.now()
  case accept_within(listener, if left < 0 do 0 else left end) do
    None -> ()
    Some(exchange) -> do
      begin_request(routes, rules, exchange)
      answer_last(routes, rules, listener, until)
    end
  end
end

# What is done for a request.
type Way do
  # Whether the handler reads the body itself, the handler, and what the path says.
  Handled(Bool, Fun(Request) -> Response, Map<String, String>)
  # No route takes the method: those that the path takes.
  Unhandled(List<String>)
end deriving()

# The actor of a request gets a copy of what it is to know: its own handler, not the routes.
fn begin_request(
  routes :: Table<Fun(Request) -> Response>,
  rules :: Router,
  exchange :: Exchange
) -> () do
  let found = Routing.find(
    routes,
    exchange_method(exchange),
    exchange_path(exchange),
    exchange_segments(exchange)
  )
  let way = case found do
    Found(route, params) -> Handled(route.raw, route.handler, params)
    Refused(allowed) -> Unhandled(allowed)
  end
  # Too many actors must not be the end of the server.
  if Option.is_none(Process.try_spawn(fn -> handle(rules, way, exchange) end)) do
    unavailable(exchange)
  end
end

# One request, in an actor of its own: a crash here is that client's 500.
fn handle(router :: Router, way :: Way, exchange :: Exchange) -> () do
  take(exchange)
  let head = read_head(exchange)
  let begin = if Option.is_some(router.told) do Timer.now() else 0 end
  Process.on_exit(fn ->
    if unanswered(exchange) do
      let crashed = router.crashed
      give(router, begin, head, crashed(head))
    end
  end)
  let (request, last) = case way do
    Unhandled(allowed) -> (head, fn asked -> not_found(router, asked, allowed) end)
    Handled(is_raw, handler, params) -> do
      let asked = %{head | params: params}
      if is_raw do (asked, handler) else with_body(handler, router.limits.body_bytes, asked) end
    end
  end
  give(router, begin, request, run(router.middleware, 0, request, last))
end

# The request with its body, and what answers it when the middleware lets it through.
fn with_body(
  handler :: Fun(Request) -> Response,
  limit :: Int,
  request :: Request
) -> (Request, Fun(Request) -> Response) do
  case Request.read(request, limit, limit) do
    Ok(body) -> (%{request | body: body}, handler)
    Err(status) -> (request, fn _ -> refused(status) end)
  end
end

fn give(router :: Router, begin_ms :: Int, request :: Request, made :: Response) -> () do
  let exchange = request.exchange
  let answer = case made.source do
    Absent -> do
      let absent = router.absent
      absent(request)
    end
    _ -> made
  end
  case router.told do
    None -> ()
    Some(tell) ->
      tell(Access {
        method: request.method,
        path: request.path,
        status: answer.status,
        millis: Timer.now() - begin_ms,
        peer: request.peer,
        version: Request.version(request)
      })
  end
  case (answer.source, answer.bytes) do
    (Made(heartbeat, produce), _) -> do
      let begun = begin(exchange, answer.status, answer.headers, heartbeat)
      give_stream(begun, if request.method == "HEAD" do fn _ -> () end else produce end)
    end
    (Opened(opened), _) -> send_file(exchange, answer.status, answer.headers, opened)
    (_, Some(bytes)) -> respond_bytes(exchange, answer.status, answer.headers, bytes)
    (_, None) -> respond(exchange, answer.status, answer.headers, answer.body)
  end
end

fn give_stream(begun :: Option<BodyWriter>, produce :: Fun(BodyWriter) -> ()) -> () do
  case begun do
    None -> ()
    Some(out) -> do
      produce(out)
      finish(out)
    end
  end
end

fn refused(status :: Int) -> Response do
  case status do
    408 -> response(408, "{\"error\":\"the body comes too slowly\"}")
    413 -> response(413, "{\"error\":\"payload too large\"}")
    415 -> response(415, "{\"error\":\"unsupported content encoding\"}")
    _ -> response(400, "{\"error\":\"unreadable body\"}")
  end
end

fn read_head(exchange :: Exchange) -> Request do
  Request {
    method: exchange_method(exchange),
    path: exchange_path(exchange),
    headers: listed(exchange_headers(exchange), 0, []),
    query: pairs(exchange_query(exchange), 0, %{}),
    params: %{},
    body: "",
    peer: exchange_peer(exchange),
    exchange: exchange
  }
end

# Names and values in turn.
fn listed(
  flat :: List<String>,
  at :: Int,
  done :: List<(String, String)>
) -> List<(String, String)> do
  if at + 1 >= List.length(flat) do
    done
  else
    listed(flat, at + 2, List.append(done, (List.get(flat, at), List.get(flat, at + 1))))
  end
end

# The same as a map; the first of a name counts.
fn pairs(flat :: List<String>, at :: Int, done :: Map<String, String>) -> Map<String, String> do
  if at + 1 >= List.length(flat) do
    done
  else
    let name = List.get(flat, at)
    let next =
      if Map.has_key(done, name) do done else Map.put(done, name, List.get(flat, at + 1)) end
    pairs(flat, at + 2, next)
  end
end

fn run(
  steps :: List<Fun(Request, Fun(Request) -> Response) -> Response>,
  at :: Int,
  request :: Request,
  last :: Fun(Request) -> Response
) -> Response do
  case List.at(steps, at) do
    None -> last(request)
    Some(step) -> step(request, fn asked -> run(steps, at + 1, asked, last) end)
  end
end

fn not_found(router :: Router, request :: Request, allowed :: List<String>) -> Response do
  if List.is_empty(allowed) do
    let absent = router.absent
    absent(request)
  else
    let refused = router.refused
    let answer = refused(request, allowed)
    if List.any(answer.headers, fn header -> Tuple.first(header) == "allow" end) do
      answer
    else
      with_header(answer, "allow", String.join(allowed, ", "))
    end
  end
end
