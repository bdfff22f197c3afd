##! An HTTP server: routes, middleware, one actor for each request.

## What a handler answers.
pub struct Response do
  status :: Int
  headers :: Map<String, String>
  body :: String
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

## Routes and middleware, in the order in which they were added.
pub struct Router do
  routes :: List<Route>
  middleware :: List<Fun(Request, Fun(Request) -> Response) -> Response>
  crashed :: Fun(Request) -> Response
end deriving()

@opaque
type Listener

@extern("mesh_http_listen")
fn listen(host :: String, port :: Int) -> Result<Listener, String>

@extern("mesh_http_accept")
fn accept(listener :: Listener) -> Exchange

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

# The largest body that is taken, before and after decompression, where the handler does not decide itself.
fn default_limit() -> Int = 104857600

## A router without routes.
pub fn router() -> Router do
  Router { routes: [], middleware: [], crashed: fn _ -> response(500, "{\"error\":\"internal error\"}") end }
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
  Response { status: status, headers: %{"content-type" => kind}, body: body }
end

## The same with more headers; they replace the ones that are there.
pub fn response_with_headers(status :: Int, body :: String, headers :: Map<String, String>) -> Response do
  with_headers(response(status, body), headers)
end

## An answer with more headers; they replace the ones that are there.
pub fn with_headers(answer :: Response, headers :: Map<String, String>) -> Response do
  let all = List.reduce(Map.to_list(headers), answer.headers, fn done, pair ->
    Map.put(done, String.to_lower(Tuple.first(pair)), Tuple.second(pair))
  end)
  %{answer | headers: all}
end

## Listens on every address of the machine and serves for good.
pub fn serve(router :: Router, port :: Int) -> () do
  case serve_on(router, "0.0.0.0", port) do
    Ok(_) -> ()
    Err(error) -> panic(error)
  end
end

## Listens on one address and serves for good; `Err` when it cannot listen.
pub fn serve_on(router :: Router, host :: String, port :: Int) -> Result<(), String> do
  let listener = listen(host, port)?
  accept_all(router, listener)
  Ok(())
end

fn accept_all(router :: Router, listener :: Listener) -> () do
  let exchange = accept(listener)
  spawn(fn -> handle(router, exchange) end)
  accept_all(router, listener)
end

# One request, in an actor of its own: a crash here is that client's 500.
fn handle(router :: Router, exchange :: Exchange) -> () do
  let head = read_head(exchange)
  Process.on_exit(fn ->
    if unanswered(exchange) do
      let crashed = router.crashed
      give(exchange, crashed(head))
    end
  end)
  let (request, last) = case find(router.routes, 0, 0, head, exchange_segments(exchange), []) do
    Absent(allowed) -> (head, fn _ -> not_found(allowed) end)
    Found(route, params) -> with_body(route, %{head | params: params})
  end
  give(exchange, run(router.middleware, 0, request, last))
end

# The request with its body, and what answers it when the middleware lets it through.
fn with_body(route :: Route, request :: Request) -> (Request, Fun(Request) -> Response) do
  if route.raw do
    (request, route.handler)
  else
    case Request.read(request, default_limit(), default_limit()) do
      Ok(body) -> (%{request | body: body}, route.handler)
      Err(status) -> (request, fn _ -> refused(status) end)
    end
  end
end

fn give(exchange :: Exchange, answer :: Response) -> () do
  let headers = List.reduce(Map.to_list(answer.headers), [], fn done, pair ->
    List.append(List.append(done, Tuple.first(pair)), Tuple.second(pair))
  end)
  respond(exchange, answer.status, headers, answer.body)
end

fn refused(status :: Int) -> Response do
  case status do
    413 -> response(413, "{\"error\":\"payload too large\"}")
    415 -> response(415, "{\"error\":\"unsupported content encoding\"}")
    _ -> response(400, "{\"error\":\"unreadable body\"}")
  end
end

fn read_head(exchange :: Exchange) -> Request do
  Request {
    method: exchange_method(exchange),
    path: exchange_path(exchange),
    headers: pairs(exchange_headers(exchange), 0, %{}),
    query: pairs(exchange_query(exchange), 0, %{}),
    params: %{},
    body: "",
    peer: exchange_peer(exchange),
    exchange: exchange
  }
end

# Names and values in turn; the first of a name counts.
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
