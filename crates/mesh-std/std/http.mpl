##! An HTTP server: routes, middleware, one actor for each request.

## What a handler answers. Headers go out in their order, and several may have one name; names are in lower case. The status is
## one of 200 to 599: any other is a crash of the handler.
pub struct Response do
  status :: Int
  headers :: List<(String, String)>
  body :: String
  ## What is sent instead of `body`.
  bytes :: Option<Bytes>
  source :: Source
end deriving()

## Where the producer of a streamed answer puts what it makes.
@opaque
pub type BodyWriter

# Where a body comes from.
type Source do
  # `body` or `bytes`.
  Given
  # It is made when the head is out; so often a comment is sent meanwhile, in milliseconds, or never (0).
  Made(Int, Fun(BodyWriter) -> ())
  # Part of a file.
  Opened(Opened)
  # There is none: what the router says then.
  Absent
end deriving()

# A file from which a part is to be sent.
@opaque
type Opened

@opaque
type Assets

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
  ## Requests at a time over one connection of HTTP/2; over all of them there are at most as many as `connections`. Of each body 256 KiB may
  ## come before anybody reads it, while that are 256 MiB for all connections; of more, 1 MiB of a connection.
  streams :: Int
end deriving()

## What is told of a request when its answer is there. `millis` is the time from its head to that of the answer.
pub struct Access do
  method :: String
  path :: String
  status :: Int
  millis :: Int
  peer :: String
  ## `HTTP/1.1`, say.
  version :: String
end deriving(Debug, Json)

## Routes and middleware, in the order in which they were added.
pub struct Router do
  routes :: List<Route<Fun(Request) -> Response>>
  middleware :: List<Fun(Request, Fun(Request) -> Response) -> Response>
  crashed :: Fun(Request) -> Response
  absent :: Fun(Request) -> Response
  refused :: Fun(Request, List<String>) -> Response
  told :: Option<Fun(Access) -> ()>
  heard :: Option<Fun(String, Int) -> ()>
  limits :: Limits
end deriving()

@opaque
type Listener

@extern("mesh_http_listen")
fn listen(host :: String, port :: Int, bears :: List<Int>) -> Result<Listener, String>

@extern("mesh_http_listen_tls")
fn listen_tls(
  host :: String,
  port :: Int,
  bears :: List<Int>,
  certificate :: String,
  key :: String
) -> Result<Listener, String>

@extern("mesh_http_listens_on")
@reads
fn listens_on(listener :: Listener) -> String

@extern("mesh_http_listens_at")
@reads
fn listens_at(listener :: Listener) -> Int

# What the runtime has to know of it, in the order in which it reads it.
fn bears(limits :: Limits) -> List<Int> do
  [
    limits.connections,
    limits.head_ms,
    limits.body_ms,
    limits.body_rate,
    limits.write_ms,
    limits.streams
  ]
end

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

# The same value, which the actors of requests share instead of having copies of it.
@extern("mesh_http_keep")
fn keep<T>(value :: T) -> T

@extern("mesh_http_unavailable")
fn unavailable(exchange :: Exchange) -> ()

@extern("mesh_http_method")
@reads
fn exchange_method(exchange :: Exchange) -> String

@extern("mesh_http_path")
@reads
fn exchange_path(exchange :: Exchange) -> String

@extern("mesh_http_segments")
@reads
fn exchange_segments(exchange :: Exchange) -> List<String>

@extern("mesh_http_query")
@reads
fn exchange_query(exchange :: Exchange) -> List<String>

@extern("mesh_http_headers")
@reads
fn exchange_headers(exchange :: Exchange) -> List<String>

@extern("mesh_http_peer")
@reads
fn exchange_peer(exchange :: Exchange) -> String

@extern("mesh_http_unanswered")
@reads
fn unanswered(exchange :: Exchange) -> Bool

@extern("mesh_http_respond")
fn respond(
  exchange :: Exchange,
  status :: Int,
  headers :: List<(String, String)>,
  body :: String
) -> ()

@extern("mesh_http_respond_bytes")
fn respond_bytes(
  exchange :: Exchange,
  status :: Int,
  headers :: List<(String, String)>,
  body :: Bytes
) -> ()

# `None` when nobody waits for an answer.
@extern("mesh_http_begin")
fn begin(
  exchange :: Exchange,
  status :: Int,
  headers :: List<(String, String)>,
  heartbeat :: Int
) -> Option<BodyWriter>

@extern("mesh_http_finish")
fn finish(out :: BodyWriter) -> ()

@extern("mesh_http_file")
fn open_file(exchange :: Exchange, root :: String, skip :: Int) -> (Int, List<String>, Opened)

@extern("mesh_http_assets")
@reads
fn assets_of(paths :: List<String>, contents :: List<Bytes>) -> Assets

@extern("mesh_http_asset")
fn asset(exchange :: Exchange, assets :: Assets, skip :: Int) -> (Int, List<String>, Opened)

@extern("mesh_http_send_file")
fn send_file(
  exchange :: Exchange,
  status :: Int,
  headers :: List<(String, String)>,
  opened :: Opened
) -> ()

## 10,000 connections; 30 s for a head; 5 minutes and 1 KiB/s for a body of at most 100 MiB; 30 s for a client that takes
## nothing; 10 s for the last answers; 100 requests at a time over one connection.
##
## ```mesh
## assert_eq HTTP.default_limits().connections, 10_000
## ```
pub fn default_limits() -> Limits do
  Limits {
    connections: 10000,
    head_ms: 30000,
    body_ms: 300000,
    body_rate: 1024,
    body_bytes: 104857600,
    write_ms: 30000,
    drain_ms: 10000,
    streams: 100
  }
end

## Replaces what the server bears with: `HTTP.limits(router, %{HTTP.default_limits() | connections: 100})`.
##
## ```mesh
## let router = HTTP.limits(HTTP.router(), %{HTTP.default_limits() | connections: 100})
## assert_eq router.limits.connections, 100
## ```
pub fn limits(router :: Router, limits :: Limits) -> Router = %{router | limits: limits}

## A router without routes.
##
## ```mesh
## assert_eq List.length(HTTP.router().routes), 0
## ```
pub fn router() -> Router do
  Router {
    routes: [],
    middleware: [],
    crashed: fn _ -> response(500, "{\"error\":\"internal error\"}") end,
    absent: fn _ -> response(404, "{\"error\":\"not found\"}") end,
    refused: fn _, _ -> response(405, "{\"error\":\"method not allowed\"}") end,
    told: None,
    heard: None,
    limits: default_limits()
  }
end

## A route for any method. `:name` in the path takes one segment, a last `*` takes the rest. Exact paths come first, then
## those with parameters, then those with `*`; among equals the one that was added first.
##
## ```mesh
## let url = Test.serve(
##   HTTP.router() |> HTTP.route("/users/:id", fn request ->
##     HTTP.response(200, Option.unwrap(Request.param(request, "id")))
##   end)
## )
## assert_eq HTTP.get(url <> "/users/7"), Ok("7")
## assert_eq HTTP.post(url <> "/users/8", "{}"), Ok("8")
## ```
pub fn route(router :: Router, path :: String, handler :: Fun(Request) -> Response) -> Router do
  add(router, "", path, false, handler)
end

## A route for GET (and HEAD).
##
## ```mesh
## let url = Test.serve(HTTP.router() |> HTTP.on_get("/", fn _ -> HTTP.response(200, "hello") end))
## assert_eq HTTP.get(url), Ok("hello")
## ```
pub fn on_get(router :: Router, path :: String, handler :: Fun(Request) -> Response) -> Router do
  add(router, "GET", path, false, handler)
end

## A route for POST.
##
## ```mesh
## let url = Test.serve(
##   HTTP.router() |> HTTP.on_post("/", fn request -> HTTP.response(200, Request.body(request)) end)
## )
## assert_eq HTTP.post(url, "[1]"), Ok("[1]")
## ```
pub fn on_post(router :: Router, path :: String, handler :: Fun(Request) -> Response) -> Router do
  add(router, "POST", path, false, handler)
end

## A route for POST whose handler reads the body itself, with `Request.read`: after it has looked at the headers, and
## with limits of its own.
##
## ```mesh
## let url = Test.serve(
##   HTTP.router() |> HTTP.on_post_raw("/", fn request ->
##     case Request.read(request, 4, 4) do
##       Ok(text) -> HTTP.response(200, text)
##       Err(status) -> HTTP.response(status, "no more than 4 bytes")
##     end
##   end)
## )
## assert_eq HTTP.post(url, "[1]"), Ok("[1]")
## assert_eq Result.map(Http.post(url, "[1, 2]"), fn it -> it.status end), Ok(413)
## ```
pub fn on_post_raw(
  router :: Router,
  path :: String,
  handler :: Fun(Request) -> Response
) -> Router do
  add(router, "POST", path, true, handler)
end

## A route for PUT.
##
## ```mesh
## let url = Test.serve(
##   HTTP.router() |> HTTP.on_put("/", fn request -> HTTP.response(200, Request.method(request)) end)
## )
## let answer = Http.send(Http.build(:put, url))
## assert_eq Result.map(answer, fn it -> it.body end), Ok("PUT")
## ```
pub fn on_put(router :: Router, path :: String, handler :: Fun(Request) -> Response) -> Router do
  add(router, "PUT", path, false, handler)
end

## A route for DELETE.
##
## ```mesh
## let url = Test.serve(
##   HTTP.router() |> HTTP.on_delete("/", fn request ->
##     HTTP.response(200, Request.method(request))
##   end)
## )
## let answer = Http.send(Http.build(:delete, url))
## assert_eq Result.map(answer, fn it -> it.body end), Ok("DELETE")
## ```
pub fn on_delete(router :: Router, path :: String, handler :: Fun(Request) -> Response) -> Router do
  add(router, "DELETE", path, false, handler)
end

## A route for PATCH.
##
## ```mesh
## let url = Test.serve(
##   HTTP.router() |> HTTP.on_patch("/", fn request ->
##     HTTP.response(200, Request.method(request))
##   end)
## )
## let answer = Http.send(Http.build(:patch, url))
## assert_eq Result.map(answer, fn it -> it.body end), Ok("PATCH")
## ```
pub fn on_patch(router :: Router, path :: String, handler :: Fun(Request) -> Response) -> Router do
  add(router, "PATCH", path, false, handler)
end

## A route for HEAD, where that for GET is not to answer it: it has to be added before that.
##
## ```mesh
## let url = Test.serve(
##   HTTP.router()
##     |> HTTP.on_head("/", fn _ -> HTTP.response(204, "") end)
##     |> HTTP.on_get("/", fn _ -> HTTP.response(200, "hello") end)
## )
## let answer = Http.send(Http.build(:head, url))
## assert_eq Result.map(answer, fn it -> it.status end), Ok(204)
## ```
pub fn on_head(router :: Router, path :: String, handler :: Fun(Request) -> Response) -> Router do
  add(router, "HEAD", path, false, handler)
end

## A route for OPTIONS.
##
## ```mesh
## let url = Test.serve(
##   HTTP.router() |> HTTP.on_options("/", fn request ->
##     HTTP.response(200, Request.method(request))
##   end)
## )
## let answer = Http.send(Http.build(:options, url))
## assert_eq Result.map(answer, fn it -> it.body end), Ok("OPTIONS")
## ```
pub fn on_options(
  router :: Router,
  path :: String,
  handler :: Fun(Request) -> Response
) -> Router do
  add(router, "OPTIONS", path, false, handler)
end

## A route for any one method, whose name is in capitals: `HTTP.on(router, "PROPFIND", "/*", handler)`.
##
## ```mesh
## let url = Test.serve(
##   HTTP.router() |> HTTP.on("PROPFIND", "/*", fn request ->
##     HTTP.response(200, Request.path(request))
##   end)
## )
## let answer = Http.send(Http.build(:propfind, url <> "/a/b"))
## assert_eq Result.map(answer, fn it -> it.body end), Ok("/a/b")
## ```
pub fn on(
  router :: Router,
  method :: String,
  path :: String,
  handler :: Fun(Request) -> Response
) -> Router do
  add(router, method, path, false, handler)
end

## The same, with a handler that reads the body itself (see `on_post_raw`).
##
## ```mesh
## let url = Test.serve(
##   HTTP.router() |> HTTP.on_raw("PUT", "/", fn request ->
##     HTTP.response(200, Result.unwrap_or(Request.read(request, 100, 100), ""))
##   end)
## )
## let answer = Http.send(Http.body(Http.build(:put, url), "hello"))
## assert_eq Result.map(answer, fn it -> it.body end), Ok("hello")
## ```
pub fn on_raw(
  router :: Router,
  method :: String,
  path :: String,
  handler :: Fun(Request) -> Response
) -> Router do
  add(router, method, path, true, handler)
end

fn add(
  router :: Router,
  method :: String,
  path :: String,
  raw :: Bool,
  handler :: Fun(Request) -> Response
) -> Router do
  %{router | routes: List.append(router.routes, Routing.route(method, path, raw, handler))}
end

## Runs `step(request, next)` around every request, in the order in which they are added.
##
## ```mesh
## let url = Test.serve(
##   HTTP.router()
##     |> HTTP.use(fn request, next -> HTTP.with_header(next(request), "x-from", "here") end)
##     |> HTTP.on_get("/", fn _ -> HTTP.response(200, "hello") end)
## )
## let answer = Result.unwrap(Http.get(url))
## assert_eq Http.header_of(answer, "x-from"), Some("here")
## ```
pub fn use(
  router :: Router,
  step :: Fun(Request, Fun(Request) -> Response) -> Response
) -> Router do
  %{router | middleware: List.append(router.middleware, step)}
end

## What a client gets whose handler crashed before it answered, instead of a plain 500.
##
## ```mesh
## let url = Test.serve(
##   HTTP.router()
##     |> HTTP.on_get("/", fn _ -> panic("no more paper") end)
##     |> HTTP.on_crash(fn _ -> HTTP.response(503, "come back later") end)
## )
## assert_eq Result.map(Http.get(url), fn it -> it.body end), Ok("come back later")
## ```
pub fn on_crash(router :: Router, answer :: Fun(Request) -> Response) -> Router =
  %{router | crashed: answer}

## A route for the files of a folder on the disk: `HTTP.files(router, "/static", "public")`. Types go by the ends of names; clients get
## what they do not have yet (`ETag`, `Last-Modified`), or the part that they ask for. In a folder its `index.html` is meant. What begins
## with a dot, and whatever leads out of the folder, is not there.
##
## ```mesh
## let folder = Result.unwrap(Folder.temporary())
## let _ = File.write(Path.join(folder, "a.css"), "p { color: red }")
## let url = Test.serve(HTTP.router() |> HTTP.files("/static", folder))
## assert_eq HTTP.get(url <> "/static/a.css"), Ok("p { color: red }")
## ```
pub fn files(router :: Router, path :: String, folder :: String) -> Router do
  below(router, path, "no-cache", fn exchange, skip -> open_file(exchange, folder, skip) end)
end

## A route for files that the program has: paths and contents. They are sent as those of a folder are, compressed for clients that can
## unpack them, which is done once for each; one whose name has `.br`, `.gz` or `.zst` behind that of another is that file, compressed
## before. `cache` is what browsers may keep: `"no-cache"` to ask each time, `"public, max-age=31536000, immutable"` never to ask again.
##
## ```mesh
## let url = Test.serve(
##   HTTP.router() |> HTTP.contents("/static", [("a.txt", Bytes.from_string("hi"))], "no-cache")
## )
## assert_eq HTTP.get(url <> "/static/a.txt"), Ok("hi")
## ```
pub fn contents(
  router :: Router,
  path :: String,
  files :: List<(String, Bytes)>,
  cache :: String
) -> Router do
  let paths = List.map(files, fn file -> Tuple.first(file) end)
  let assets = assets_of(paths, List.map(files, fn file -> Tuple.second(file) end))
  below(router, path, cache, fn exchange, skip -> asset(exchange, assets, skip) end)
end

## A route for files that were embedded: `HTTP.assets(router, "/static", embed("web/"))`, as `contents` sends them; browsers ask each time
## whether they have changed. In a debug build they are read from the disk, so that a change is seen at once.
##
## ```mesh
## let file = EmbeddedFile { path: "a.txt", bytes: Bytes.from_string("hi") }
## let web = Embedded.of([file], "")
## let url = Test.serve(HTTP.router() |> HTTP.assets("/static", web))
## assert_eq HTTP.get(url <> "/static/a.txt"), Ok("hi")
## ```
pub fn assets(router :: Router, path :: String, embedded :: Embedded) -> Router do
  assets_kept(router, path, embedded, "no-cache")
end

## The same with what browsers may keep (see `contents`), in a release build.
##
## ```mesh
## let file = EmbeddedFile { path: "a.txt", bytes: Bytes.from_string("hi") }
## let web = Embedded.of([file], "")
## let url = Test.serve(HTTP.router() |> HTTP.assets_kept("/static", web, "max-age=60"))
## let answer = Result.unwrap(Http.get(url <> "/static/a.txt"))
## assert_eq Http.header_of(answer, "cache-control"), Some("max-age=60")
## ```
pub fn assets_kept(
  router :: Router,
  path :: String,
  embedded :: Embedded,
  cache :: String
) -> Router do
  let place = Option.unwrap_or(Embedded.place(embedded), "")
  if place != "" and File.exists(place) do
    files(router, path, place)
  else
    contents(
      router,
      path,
      List.map(Embedded.files(embedded), fn file -> (file.path, file.bytes) end),
      cache
    )
  end
end

# A route for all paths below one.
fn below(
  router :: Router,
  path :: String,
  cache :: String,
  look :: Fun(Exchange, Int) -> (Int, List<String>, Opened)
) -> Router do
  let skip = List.length(List.filter(String.split(path, "/"), fn part -> part != "" end))
  let prefix = if String.ends_with(path, "/") do path else "${path}/" end
  on_get(router, "${prefix}*", fn request ->
    let (status, headers, opened) = look(request.exchange, skip)
    let answer = Response {
      status: status,
      headers: listed(headers, 0, []),
      body: "",
      bytes: None,
      source: Opened(opened)
    }
    case status do
      0 -> absent()
      308 -> %{answer | source: Given}
      _ -> with_header(answer, "cache-control", cache)
    end
  end)
end

## Whether the whole body is there: it is neither streamed nor a file.
##
## ```mesh
## assert HTTP.is_whole(HTTP.response(200, "hello"))
## assert not HTTP.is_whole(HTTP.events(fn _ -> () end))
## ```
pub fn is_whole(answer :: Response) -> Bool do
  case answer.source do
    Given -> true
    _ -> false
  end
end

## What the router says of a path without a route: for a handler that finds nothing.
##
## ```mesh
## let url = Test.serve(
##   HTTP.router()
##     |> HTTP.on_get("/users/:id", fn _ -> HTTP.absent() end)
##     |> HTTP.on_not_found(fn _ -> HTTP.response(404, "nobody") end)
## )
## assert_eq Result.map(Http.get(url <> "/users/7"), fn it -> it.body end), Ok("nobody")
## ```
pub fn absent() -> Response = %{response(404, "{\"error\":\"not found\"}") | source: Absent}

## What a client gets that asks for a path without a route, instead of a plain 404.
##
## ```mesh
## let url = Test.serve(
##   HTTP.router() |> HTTP.on_not_found(fn request ->
##     HTTP.response(404, "no ${Request.path(request)}")
##   end)
## )
## assert_eq Result.map(Http.get(url <> "/a"), fn it -> it.body end), Ok("no /a")
## ```
pub fn on_not_found(router :: Router, answer :: Fun(Request) -> Response) -> Router =
  %{router | absent: answer}

## What a client gets whose method a path does not take, instead of a plain 405: `answer(request, methods)` with those that it
## takes. They stand in the header `Allow`, unless the answer has one.
##
## ```mesh
## let url = Test.serve(
##   HTTP.router()
##     |> HTTP.on_get("/", fn _ -> HTTP.response(200, "hello") end)
##     |> HTTP.on_wrong_method(fn _, methods -> HTTP.response(405, "only ${methods}") end)
## )
## assert_eq Result.map(Http.post(url, ""), fn it -> it.body end), Ok("only [GET, HEAD]")
## ```
pub fn on_wrong_method(
  router :: Router,
  answer :: Fun(Request, List<String>) -> Response
) -> Router do
  %{router | refused: answer}
end

## Tells of each request when its answer is there, also of those that no route takes and of crashes: an access log.
##
## ```mesh
## let me = self()
## let url = Test.serve(
##   HTTP.router()
##     |> HTTP.on_get("/", fn _ -> HTTP.response(200, "hello") end)
##     |> HTTP.on_access(fn access -> send(me, "${access.method} ${access.status}") end)
## )
## assert_eq HTTP.get(url), Ok("hello")
## assert_receive "GET 200", 5000
## ```
pub fn on_access(router :: Router, tell :: Fun(Access) -> ()) -> Router =
  %{router | told: Some(tell)}

## Calls `tell` when the server listens, with its address and port: the port that the system chose where 0 was asked for.
##
## ```mesh
## let me = self()
## let router = HTTP.on_listen(HTTP.router(), fn address, port -> send(me, (address, port)) end)
## let server = spawn(fn -> HTTP.serve_on(router, "127.0.0.1", 0) end)
## receive do
##   (address, port) -> assert address == "127.0.0.1" and port > 0
## end
## HTTP.drain(server, 1000)
## ```
pub fn on_listen(router :: Router, tell :: Fun(String, Int) -> ()) -> Router =
  %{router | heard: Some(tell)}

## Writes a line for each request to the log, of level `info` and from the module `http`: `request method=GET path=/ status=200 …`.
##
## ```mesh
## let url = Test.serve(
##   HTTP.router() |> HTTP.log_access() |> HTTP.on_get("/", fn _ -> HTTP.response(200, "hello") end)
## )
## assert_eq HTTP.get(url), Ok("hello")
## ```
pub fn log_access(router :: Router) -> Router do
  on_access(router, fn access ->
    if Log.wanted(3, "http") do
      Log.write("request", access, 3, "http")
    end
  end)
end

## An answer with a body of type JSON when it looks like JSON, else text.
##
## ```mesh
## let answer = HTTP.response(200, "{\"ok\":true}")
## assert_eq answer.headers, [("content-type", "application/json")]
## ```
pub fn response(status :: Int, body :: String) -> Response do
  let json = String.starts_with(body, "{") or String.starts_with(body, "[")
  let kind = if json do "application/json" else "text/plain; charset=utf-8" end
  Response {
    status: status,
    headers: [("content-type", kind)],
    body: body,
    bytes: None,
    source: Given
  }
end

## An answer with a body of any kind: `HTTP.response_bytes(200, picture, "image/png")`.
##
## ```mesh
## let answer = HTTP.response_bytes(200, Bytes.from_list([0, 255]), "image/png")
## assert_eq answer.headers, [("content-type", "image/png")]
## ```
pub fn response_bytes(status :: Int, body :: Bytes, content_type :: String) -> Response do
  Response {
    status: status,
    headers: [("content-type", content_type)],
    body: "",
    bytes: Some(body),
    source: Given
  }
end

## An answer whose body is made while it is sent: `produce` runs in the actor of the request when the head is out, and `write` gives
## what it makes to the client. The body ends when it returns, and breaks off when it crashes. When the client goes away, the actor gets
## an exit signal with the reason `Shutdown`: it ends, unless it traps exits.
##
## ```mesh
## let url = Test.serve(
##   HTTP.router() |> HTTP.on_get("/", fn _ ->
##     HTTP.stream(200, "text/plain", fn out ->
##       for n in [1, 2, 3] do
##         HTTP.write(out, "${n},")
##       end
##     end)
##   end)
## )
## assert_eq HTTP.get(url), Ok("1,2,3,")
## ```
pub fn stream(
  status :: Int,
  content_type :: String,
  produce :: Fun(BodyWriter) -> ()
) -> Response do
  made(status, content_type, 0, produce)
end

fn made(
  status :: Int,
  content_type :: String,
  heartbeat :: Int,
  produce :: Fun(BodyWriter) -> ()
) -> Response do
  Response {
    status: status,
    headers: [("content-type", content_type)],
    body: "",
    bytes: None,
    source: Made(heartbeat, produce)
  }
end

## Sends part of a body. Waits while 256 KiB are on their way. False when nobody reads it any more.
##
## ```mesh
## let url = Test.serve(
##   HTTP.router() |> HTTP.on_get("/", fn _ ->
##     HTTP.stream(200, "text/plain", fn out -> assert HTTP.write(out, "hello") end)
##   end)
## )
## assert_eq HTTP.get(url), Ok("hello")
## ```
@extern("mesh_http_write")
pub fn write(out :: BodyWriter, text :: String) -> Bool

## The same for bytes.
##
## ```mesh
## let url = Test.serve(
##   HTTP.router() |> HTTP.on_get("/", fn _ ->
##     HTTP.stream(200, "image/png", fn out ->
##       assert HTTP.write_bytes(out, Bytes.from_list([0, 255]))
##     end)
##   end)
## )
## assert_eq Result.map(Http.get(url), Http.bytes), Ok(Bytes.from_list([0, 255]))
## ```
@extern("mesh_http_write_bytes")
pub fn write_bytes(out :: BodyWriter, bytes :: Bytes) -> Bool

## A stream of events for a browser's `EventSource`, which `ServerEvent.send` sends. In silence a comment is sent every 15 seconds.
##
## ```mesh
## let url = Test.serve(
##   HTTP.router() |> HTTP.on_get("/", fn _ ->
##     HTTP.events(fn out -> assert ServerEvent.send(out, ServerEvent.new("12.5")) end)
##   end)
## )
## assert_eq HTTP.get(url), Ok("data: 12.5\n\n")
## ```
pub fn events(produce :: Fun(BodyWriter) -> ()) -> Response = events_with(15000, produce)

## The same with another time of silence, in milliseconds.
##
## ```mesh
## let url = Test.serve(
##   HTTP.router() |> HTTP.on_get("/", fn _ ->
##     HTTP.events_with(60_000, fn out -> assert ServerEvent.send(out, ServerEvent.new("12.5")) end)
##   end)
## )
## assert_eq HTTP.get(url), Ok("data: 12.5\n\n")
## ```
pub fn events_with(heartbeat_ms :: Int, produce :: Fun(BodyWriter) -> ()) -> Response do
  with_header(made(200, "text/event-stream", heartbeat_ms, produce), "cache-control", "no-store")
end

## The same with more headers; they replace the ones that are there.
##
## ```mesh
## let answer = HTTP.response_with_headers(200, "a,b", %{"content-type" => "text/csv"})
## assert_eq answer.headers, [("content-type", "text/csv")]
## ```
pub fn response_with_headers(
  status :: Int,
  body :: String,
  headers :: Map<String, String>
) -> Response do
  with_headers(response(status, body), headers)
end

## An answer with more headers; they replace the ones that are there.
##
## ```mesh
## let answer = HTTP.with_headers(HTTP.response(200, "a,b"), %{"content-type" => "text/csv"})
## assert_eq answer.headers, [("content-type", "text/csv")]
## ```
pub fn with_headers(answer :: Response, headers :: Map<String, String>) -> Response do
  List.reduce(Map.to_list(headers), answer, fn done, pair ->
    with_header(done, Tuple.first(pair), Tuple.second(pair))
  end)
end

## An answer with this header, which replaces those of its name.
##
## ```mesh
## let answer = HTTP.with_header(HTTP.response(200, "a,b"), "content-type", "text/csv")
## assert_eq answer.headers, [("content-type", "text/csv")]
## ```
pub fn with_header(answer :: Response, name :: String, value :: String) -> Response do
  let lower = String.to_lower(name)
  add_header(
    %{answer | headers: List.filter(answer.headers, fn header -> Tuple.first(header) != lower end)},
    lower,
    value
  )
end

## An answer with one more header, beside those of its name: for `Set-Cookie`, which may be sent several times.
##
## ```mesh
## let answer = HTTP.add_header(HTTP.response(200, ""), "set-cookie", "a=1")
## let both = HTTP.add_header(answer, "set-cookie", "b=2")
## assert_eq List.drop(both.headers, 1), [("set-cookie", "a=1"), ("set-cookie", "b=2")]
## ```
pub fn add_header(answer :: Response, name :: String, value :: String) -> Response do
  %{answer | headers: List.append(answer.headers, (String.to_lower(name), value))}
end

@extern("mesh_http_default_header")
fn set_default(exchange :: Exchange, name :: String, value :: String) -> ()

## Whatever answer this request gets, that of a crash and those of the runtime, too, has this header unless it has one of that name:
## for a step that finds out what all answers need.
##
## ```mesh
## let guarded = fn request, next ->
##   HTTP.default_header(request, "x-frame-options", "DENY")
##   next(request)
## end
## let url = Test.serve(
##   HTTP.router()
##     |> HTTP.use(guarded)
##     |> HTTP.on_get("/", fn _ -> HTTP.response(200, "hello") end)
## )
## let answer = Result.unwrap(Http.send(Http.build(:get, url)))
## assert_eq Http.header_of(answer, "x-frame-options"), Some("DENY")
## ```
pub fn default_header(request :: Request, name :: String, value :: String) -> () do
  set_default(request.exchange, name, value)
end

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

# ---- the oldest client -----------------------------------------------------------------------------------------------

## The body of what a server answers to GET; `Err` when there is no answer or its status is not one of 200 to 299. `Http` is the
## client that can do more.
##
## ```mesh
## let url = Test.serve(HTTP.router() |> HTTP.on_get("/", fn _ -> HTTP.response(200, "hello") end))
## assert_eq HTTP.get(url), Ok("hello")
## assert Result.is_err(HTTP.get(url <> "/nothing"))
## ```
pub fn get(url :: String) -> Result<String, String> = body_of(Http.get(url))

## The same for a text that is sent as JSON with POST.
##
## ```mesh
## let url = Test.serve(
##   HTTP.router() |> HTTP.on_post("/", fn request -> HTTP.response(201, Request.body(request)) end)
## )
## assert_eq HTTP.post(url, "[1]"), Ok("[1]")
## ```
pub fn post(url :: String, text :: String) -> Result<String, String> = body_of(Http.post(url, text))

fn body_of(outcome :: Result<HttpResponse, HttpError>) -> Result<String, String> do
  case outcome do
    Ok(answer) -> if Http.is_ok(answer) do Ok(answer.body) else Err("status ${answer.status}") end
    Err(error) -> Err("${error}")
  end
end
