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
