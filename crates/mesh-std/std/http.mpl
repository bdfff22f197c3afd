##! An HTTP server: routes, middleware, one actor for each request.

## What a handler answers. Headers go out in their order, and several may have one name; names are in lower case. The status is
## one of 200 to 599: any other is a crash of the handler.
pub struct Response do
  status :: Int
  headers :: List<(String, String)>
  body :: String
  ## What is sent instead of `body`.
  bytes :: Option<Bytes>
end deriving()

struct Route do
  # "" takes any method.
  method :: String
  path :: String
  segments :: List<String>
  # 0: an exact path, 1: with parameters, 2: with `*` at the end. Lower ones are tried first.
  class :: Int
  # Whether the handler reads the body itself.
  raw :: Bool
  handler :: Fun(Request) -> Response
end deriving()

## What a server bears with. Times are in milliseconds.
pub struct Limits do
  ## Connections at a time; further clients wait until one ends. A WebSocket counts, too.
  connections :: Int
  ## How long a client may take for the head of a request, and say nothing between two requests.
  head_ms :: Int
  ## How long it may take for a body.
  body_ms :: Int
  ## The least bytes in a second, on average, that a body must come with after its first five seconds.
  body_rate :: Int
  ## The largest body that is taken, before and after decompression, where the handler does not read it itself.
  body_bytes :: Int
  ## How long a client may take nothing of an answer.
  write_ms :: Int
  ## How long what was asked for may still be answered when the server ends.
  drain_ms :: Int
end deriving()

## Routes and middleware, in the order in which they were added.
pub struct Router do
  routes :: List<Route>
  middleware :: List<Fun(Request, Fun(Request) -> Response) -> Response>
  crashed :: Fun(Request) -> Response
  limits :: Limits
end deriving()

@opaque
type Listener

@extern("mesh_http_listen")
fn listen(
  host :: String,
  port :: Int,
  connections :: Int,
  head_ms :: Int,
  body_ms :: Int,
  body_rate :: Int,
  write_ms :: Int
) -> Result<Listener, String>

# `None` when the listener is stopped and all its connections have ended.
@extern("mesh_http_accept")
fn accept(listener :: Listener) -> Option<Exchange>

# The same, or when the time is over.
@extern("mesh_http_accept_within")
fn accept_within(listener :: Listener, millis :: Int) -> Option<Exchange>

@extern("mesh_http_stop")
fn stop(listener :: Listener) -> ()

@extern("mesh_http_take")
fn take(exchange :: Exchange) -> ()

@extern("mesh_http_method")
fn exchange_method(exchange :: Exchange) -> String

@extern("mesh_http_path")
fn exchange_path(exchange :: Exchange) -> String

@extern("mesh_http_segments")
fn exchange_segments(exchange :: Exchange) -> List<String>

@extern("mesh_http_query")
fn exchange_query(exchange :: Exchange) -> List<String>

@extern("mesh_http_headers")
fn exchange_headers(exchange :: Exchange) -> List<String>

@extern("mesh_http_peer")
fn exchange_peer(exchange :: Exchange) -> String

@extern("mesh_http_unanswered")
fn unanswered(exchange :: Exchange) -> Bool

@extern("mesh_http_respond")
fn respond(exchange :: Exchange, status :: Int, headers :: List<String>, body :: String) -> ()

@extern("mesh_http_respond_bytes")
fn respond_bytes(exchange :: Exchange, status :: Int, headers :: List<String>, body :: Bytes) -> ()

## 10,000 connections; 30 s for a head; 5 minutes and 1 KiB/s for a body of at most 100 MiB; 30 s for a client that takes
## nothing; 10 s for the last answers.
pub fn default_limits() -> Limits do
  Limits {
    connections: 10000,
    head_ms: 30000,
    body_ms: 300000,
    body_rate: 1024,
    body_bytes: 104857600,
    write_ms: 30000,
    drain_ms: 10000
  }
end

## Replaces what the server bears with: `HTTP.limits(router, %{HTTP.default_limits() | connections: 100})`.
pub fn limits(router :: Router, limits :: Limits) -> Router = %{router | limits: limits}

## A router without routes.
pub fn router() -> Router do
  Router {
    routes: [],
    middleware: [],
    crashed: fn _ -> response(500, "{\"error\":\"internal error\"}") end,
    limits: default_limits()
  }
end

## A route for any method. `:name` in the path takes one segment, a last `*` takes the rest. Exact paths come first, then
## those with parameters, then those with `*`; among equals the one that was added first.
pub fn route(router :: Router, path :: String, handler :: Fun(Request) -> Response) -> Router do
  add(router, "", path, false, handler)
end

## A route for GET (and HEAD).
pub fn on_get(router :: Router, path :: String, handler :: Fun(Request) -> Response) -> Router do
  add(router, "GET", path, false, handler)
end

## A route for POST.
pub fn on_post(router :: Router, path :: String, handler :: Fun(Request) -> Response) -> Router do
  add(router, "POST", path, false, handler)
end

## A route for POST whose handler reads the body itself, with `Request.read`: after it has looked at the headers, and
## with limits of its own.
pub fn on_post_raw(router :: Router, path :: String, handler :: Fun(Request) -> Response) -> Router do
  add(router, "POST", path, true, handler)
end

## A route for PUT.
pub fn on_put(router :: Router, path :: String, handler :: Fun(Request) -> Response) -> Router do
  add(router, "PUT", path, false, handler)
end

## A route for DELETE.
pub fn on_delete(router :: Router, path :: String, handler :: Fun(Request) -> Response) -> Router do
  add(router, "DELETE", path, false, handler)
end

fn add(
  router :: Router,
  method :: String,
  path :: String,
  raw :: Bool,
  handler :: Fun(Request) -> Response
) -> Router do
  let segments = List.filter(String.split(path, "/"), fn segment -> segment != "" end)
  let class = if String.ends_with(path, "*") do
    2
  else if List.any(segments, fn segment -> String.starts_with(segment, ":") end) do
    1
  else
    0
  end
  let route = Route { method: method, path: path, segments: segments, class: class, raw: raw, handler: handler }
  %{router | routes: List.append(router.routes, route)}
end

## Runs `step(request, next)` around every request, in the order in which they are added.
pub fn use(router :: Router, step :: Fun(Request, Fun(Request) -> Response) -> Response) -> Router do
  %{router | middleware: List.append(router.middleware, step)}
end

## What a client gets whose handler crashed before it answered, instead of a plain 500.
pub fn on_crash(router :: Router, answer :: Fun(Request) -> Response) -> Router = %{router | crashed: answer}

## An answer with a body of type JSON when it looks like JSON, else text.
pub fn response(status :: Int, body :: String) -> Response do
  let json = String.starts_with(body, "{") or String.starts_with(body, "[")
  let kind = if json do "application/json" else "text/plain; charset=utf-8" end
  Response { status: status, headers: [("content-type", kind)], body: body, bytes: None }
end

## An answer with a body of any kind: `HTTP.response_bytes(200, picture, "image/png")`.
pub fn response_bytes(status :: Int, body :: Bytes, content_type :: String) -> Response do
  Response { status: status, headers: [("content-type", content_type)], body: "", bytes: Some(body) }
end

## The same with more headers; they replace the ones that are there.
pub fn response_with_headers(status :: Int, body :: String, headers :: Map<String, String>) -> Response do
  with_headers(response(status, body), headers)
end

## An answer with more headers; they replace the ones that are there.
pub fn with_headers(answer :: Response, headers :: Map<String, String>) -> Response do
  List.reduce(Map.to_list(headers), answer, fn done, pair -> with_header(done, Tuple.first(pair), Tuple.second(pair)) end)
end

## An answer with this header, which replaces those of its name.
pub fn with_header(answer :: Response, name :: String, value :: String) -> Response do
  let lower = String.to_lower(name)
  add_header(%{answer | headers: List.filter(answer.headers, fn header -> Tuple.first(header) != lower end)}, lower, value)
end

## An answer with one more header, beside those of its name: for `Set-Cookie`, which may be sent several times.
pub fn add_header(answer :: Response, name :: String, value :: String) -> Response do
  %{answer | headers: List.append(answer.headers, (String.to_lower(name), value))}
end

## Listens on every address of the machine and serves for good.
pub fn serve(router :: Router, port :: Int) -> () do
  case serve_on(router, "0.0.0.0", port) do
    Ok(_) -> ()
    Err(error) -> panic(error)
  end
end

## Listens on one address and serves for good; `Err` when it cannot listen. When the actor that called it ends in any way but by
## a kill, it first accepts no further connections and waits until what clients have asked for is answered, but not longer than
## `Limits.drain_ms`. So a supervisor that stops it loses no request, and `drain` waits for the same.
pub fn serve_on(router :: Router, host :: String, port :: Int) -> Result<(), String> do
  let bears = router.limits
  let listener = listen(host, port, bears.connections, bears.head_ms, bears.body_ms, bears.body_rate, bears.write_ms)?
  Process.on_exit(fn ->
    stop(listener)
    answer_last(router, listener, Timer.now() + bears.drain_ms)
  end)
  accept_all(router, listener)
  Ok(())
end

## Ends a server, given the actor that called `serve` or `serve_on`: no further connections, then the answers to what was asked
## for. True when all are out before the time, in milliseconds, is over; otherwise the server is killed.
pub fn drain(server :: Pid, millis :: Int) -> Bool do
  # In an actor of its own: no other signal is to be lost.
  Result.unwrap_or(Job.await(Job.async(fn ->
    Process.monitor(server)
    Process.exit(server, Shutdown)
    receive do
      (:down, _, _) -> true
    after millis ->
      Process.exit(server, Killed)
      false
    end
  end)), false)
end

fn accept_all(router :: Router, listener :: Listener) -> () do
  case accept(listener) do
    None -> ()
    Some(exchange) -> do
      spawn(fn -> handle(router, exchange) end)
      accept_all(router, listener)
    end
  end
end

fn answer_last(router :: Router, listener :: Listener, until :: Int) -> () do
  let left = until - Timer.now()
  case accept_within(listener, if left < 0 do 0 else left end) do
    None -> ()
    Some(exchange) -> do
      spawn(fn -> handle(router, exchange) end)
      answer_last(router, listener, until)
    end
  end
end

# One request, in an actor of its own: a crash here is that client's 500.
fn handle(router :: Router, exchange :: Exchange) -> () do
  take(exchange)
  let head = read_head(exchange)
  Process.on_exit(fn ->
    if unanswered(exchange) do
      let crashed = router.crashed
      give(exchange, crashed(head))
    end
  end)
  let (request, last) = case find(router.routes, 0, 0, head, exchange_segments(exchange), []) do
    Absent(allowed) -> (head, fn _ -> not_found(allowed) end)
    Found(route, params) -> with_body(route, router.limits.body_bytes, %{head | params: params})
  end
  give(exchange, run(router.middleware, 0, request, last))
end

# The request with its body, and what answers it when the middleware lets it through.
fn with_body(route :: Route, limit :: Int, request :: Request) -> (Request, Fun(Request) -> Response) do
  if route.raw do
    (request, route.handler)
  else
    case Request.read(request, limit, limit) do
      Ok(body) -> (%{request | body: body}, route.handler)
      Err(status) -> (request, fn _ -> refused(status) end)
    end
  end
end

fn give(exchange :: Exchange, answer :: Response) -> () do
  let headers = List.flat_map(answer.headers, fn header -> [Tuple.first(header), Tuple.second(header)] end)
  case answer.bytes do
    None -> respond(exchange, answer.status, headers, answer.body)
    Some(bytes) -> respond_bytes(exchange, answer.status, headers, bytes)
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
fn listed(flat :: List<String>, at :: Int, done :: List<(String, String)>) -> List<(String, String)> do
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
    let next = if Map.has_key(done, name) do done else Map.put(done, name, List.get(flat, at + 1)) end
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

type Match do
  Found(Route, Map<String, String>)
  # The methods that the path takes.
  Absent(List<String>)
end deriving()

# The first route of the lowest class that fits; methods of routes that only fit the path are remembered for `Allow`.
fn find(
  routes :: List<Route>,
  class :: Int,
  at :: Int,
  head :: Request,
  segments :: List<String>,
  allowed :: List<String>
) -> Match do
  case List.at(routes, at) do
    None -> if class == 2 do Absent(allowed) else find(routes, class + 1, 0, head, segments, allowed) end
    Some(route) -> case fits(route, class, head.path, segments) do
      None -> find(routes, class, at + 1, head, segments, allowed)
      Some(params) -> if takes(route.method, head.method) do
        Found(route, params)
      else
        let known = if route.method == "GET" do ["GET", "HEAD"] else [route.method] end
        find(routes, class, at + 1, head, segments, allowed ++ known)
      end
    end
  end
end

fn fits(route :: Route, class :: Int, path :: String, segments :: List<String>) -> Option<Map<String, String>> do
  if route.class != class do
    None
  else if class == 0 do
    if route.path == path do Some(%{}) else None end
  else
    capture(route.segments, segments, 0, %{})
  end
end

fn takes(route :: String, method :: String) -> Bool do
  route == "" or route == method or (route == "GET" and method == "HEAD")
end

fn not_found(allowed :: List<String>) -> Response do
  if List.is_empty(allowed) do
    response(404, "{\"error\":\"not found\"}")
  else
    let headers = %{"allow" => String.join(allowed, ", ")}
    response_with_headers(405, "{\"error\":\"method not allowed\"}", headers)
  end
end

# The parameters of a path that fits the pattern.
fn capture(
  pattern :: List<String>,
  segments :: List<String>,
  at :: Int,
  params :: Map<String, String>
) -> Option<Map<String, String>> do
  case (List.at(pattern, at), List.at(segments, at)) do
    (None, None) -> Some(params)
    (Some("*"), _) -> Some(params)
    (Some(wanted), Some(found)) -> if String.starts_with(wanted, ":") do
      let name = String.slice(wanted, 1, String.length(wanted))
      capture(pattern, segments, at + 1, Map.put(params, name, found))
    else if wanted == found do
      capture(pattern, segments, at + 1, params)
    else
      None
    end
    _ -> None
  end
end
