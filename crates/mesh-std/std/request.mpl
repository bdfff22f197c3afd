##! Parts of an HTTP request.

## The request and its connection, as the runtime knows them.
@opaque
pub type Exchange

## What a client asks. Headers are in the order in which they came, their names in lower case.
pub struct Request do
  method :: String
  path :: String
  headers :: List<(String, String)>
  query :: Map<String, String>
  params :: Map<String, String>
  body :: String
  peer :: String
  exchange :: Exchange
end deriving()

## The verb: `GET`, `POST`, ...
##
## ```mesh
## let url = Test.serve(
##   HTTP.router() |> HTTP.on_get("/", fn request -> HTTP.response(200, Request.method(request)) end)
## )
## assert_eq HTTP.get(url), Ok("GET")
## ```
pub fn method(request :: Request) -> String = request.method

## The path without the query, percent signs decoded.
##
## ```mesh
## let url = Test.serve(
##   HTTP.router() |> HTTP.on_get("/*", fn request -> HTTP.response(200, Request.path(request)) end)
## )
## assert_eq HTTP.get(url <> "/a%20b?c=1"), Ok("/a b")
## ```
pub fn path(request :: Request) -> String = request.path

## The body as text, decompressed. A byte that is not UTF-8 reads as `?`.
##
## ```mesh
## let url = Test.serve(
##   HTTP.router() |> HTTP.on_post("/", fn request -> HTTP.response(200, Request.body(request)) end)
## )
## assert_eq HTTP.post(url, "[1]"), Ok("[1]")
## ```
pub fn body(request :: Request) -> String = request.body

@extern("mesh_http_raw")
@reads
fn raw_exchange(exchange :: Exchange) -> Option<Bytes>

## The body, decompressed, as it is: a picture, say.
##
## ```mesh
## let url = Test.serve(
##   HTTP.router() |> HTTP.on_post("/", fn request ->
##     HTTP.response(200, "${Bytes.length(Request.bytes(request))} bytes")
##   end)
## )
## let request = Http.body_bytes(Http.build(:post, url), Bytes.from_list([0, 255]))
## assert_eq Result.map(Http.send(request), fn it -> it.body end), Ok("2 bytes")
## ```
pub fn bytes(request :: Request) -> Bytes do
  case raw_exchange(request.exchange) do
    Some(raw) -> raw
    None -> Bytes.from_string(request.body)
  end
end

@extern("mesh_http_read")
fn read_exchange(exchange :: Exchange, sent :: Int, decoded :: Int) -> Result<String, Int>

@extern("mesh_http_read_bytes")
fn read_exchange_bytes(exchange :: Exchange, sent :: Int, decoded :: Int) -> Result<Bytes, Int>

## Reads the body of a raw route: at most `sent` bytes from the wire, at most `decoded` after decompression. A byte that
## is not UTF-8 reads as `?`, so that lengths stay. `Err` holds the status that says why there is none: 413 too large,
## 415 an encoding that is not known, 408 too slow, 400 broken.
##
## ```mesh
## let url = Test.serve(
##   HTTP.router() |> HTTP.on_post_raw("/", fn request ->
##     HTTP.response(200, Result.unwrap_or(Request.read(request, 100, 100), "too much"))
##   end)
## )
## assert_eq HTTP.post(url, "[1]"), Ok("[1]")
## assert_eq HTTP.post(url, String.repeat("1", 101)), Ok("too much")
## ```
pub fn read(request :: Request, sent :: Int, decoded :: Int) -> Result<String, Int> do
  read_exchange(request.exchange, sent, decoded)
end

## The same, as it is.
##
## ```mesh
## let url = Test.serve(
##   HTTP.router() |> HTTP.on_post_raw("/", fn request ->
##     case Request.read_bytes(request, 100, 100) do
##       Ok(bytes) -> HTTP.response(200, "${Bytes.length(bytes)} bytes")
##       Err(status) -> HTTP.response(status, "")
##     end
##   end)
## )
## assert_eq HTTP.post(url, "[1]"), Ok("3 bytes")
## ```
pub fn read_bytes(request :: Request, sent :: Int, decoded :: Int) -> Result<Bytes, Int> do
  read_exchange_bytes(request.exchange, sent, decoded)
end

@extern("mesh_http_peek")
fn exchange_peek(exchange :: Exchange, most :: Int) -> Result<Bytes, Int>

## The first `most` bytes of the body of a raw route, decompressed, or all when there are fewer: no more is read and decompressed than that
## takes. What reads the body afterwards gets all of it, these bytes, too; of one that was read before nothing is left. `Err` holds the status as
## for `read`.
##
## ```mesh
## let url = Test.serve(
##   HTTP.router() |> HTTP.on_post_raw("/", fn request ->
##     HTTP.response(200, Bytes.to_string_lossy(Result.unwrap(Request.peek(request, 2))))
##   end)
## )
## assert_eq HTTP.post(url, "hello"), Ok("he")
## ```
pub fn peek(request :: Request, most :: Int) -> Result<Bytes, Int> =
  exchange_peek(request.exchange, most)

@extern("mesh_http_chunk")
fn exchange_chunk(exchange :: Exchange) -> Result<Option<Bytes>, Int>

## The next piece of the body of a raw route, decompressed; `None` at its end. What is not asked for stays with the client, so a body of any
## size passes through little memory. `Err` holds the status as for `read`.
##
## ```mesh
## let url = Test.serve(
##   HTTP.router() |> HTTP.on_post_raw("/", fn request ->
##     case Request.chunk(request) do
##       Ok(Some(bytes)) -> HTTP.response(200, Bytes.to_string_lossy(bytes))
##       _ -> HTTP.response(400, "")
##     end
##   end)
## )
## assert_eq HTTP.post(url, "hello"), Ok("hello")
## ```
pub fn chunk(request :: Request) -> Result<Option<Bytes>, Int> = exchange_chunk(request.exchange)

@extern("mesh_http_client_gone")
@reads
fn exchange_client_gone(exchange :: Exchange) -> Bool

@extern("mesh_http_exit_when_gone")
fn exchange_exit_when_gone(exchange :: Exchange) -> ()

## Whether the client went away before it had its answer: nobody will read one any more.
##
## ```mesh
## let url = Test.serve(
##   HTTP.router() |> HTTP.on_get("/", fn request ->
##     HTTP.response(200, "${Request.client_gone(request)}")
##   end)
## )
## assert_eq HTTP.get(url), Ok("false")
## ```
pub fn client_gone(request :: Request) -> Bool = exchange_client_gone(request.exchange)

## When the client goes away before it has its answer, the calling actor gets an exit signal with the reason `Shutdown`: it
## ends, unless it traps exits, and what is linked to it with it.
##
## ```mesh
## let url = Test.serve(
##   HTTP.router() |> HTTP.on_get("/", fn request ->
##     Request.exit_when_gone(request)
##     HTTP.response(200, "still wanted")
##   end)
## )
## assert_eq HTTP.get(url), Ok("still wanted")
## ```
pub fn exit_when_gone(request :: Request) -> () = exchange_exit_when_gone(request.exchange)

@extern("mesh_http_version")
@reads
fn exchange_version(exchange :: Exchange) -> String

## The version of HTTP that the client speaks: `HTTP/1.1`, say, or `HTTP/2.0`.
##
## ```mesh
## let url = Test.serve(
##   HTTP.router() |> HTTP.on_get("/", fn request ->
##     HTTP.response(200, Request.version(request))
##   end)
## )
## assert_eq HTTP.get(url), Ok("HTTP/1.1")
## ```
pub fn version(request :: Request) -> String = exchange_version(request.exchange)

@extern("mesh_http_secure")
@reads
fn exchange_secure(exchange :: Exchange) -> Bool

## Whether it came over a connection with TLS to this server.
##
## ```mesh
## let url = Test.serve(
##   HTTP.router() |> HTTP.on_get("/", fn request ->
##     HTTP.response(200, "${Request.is_secure(request)}")
##   end)
## )
## assert_eq HTTP.get(url), Ok("false")
## ```
pub fn is_secure(request :: Request) -> Bool = exchange_secure(request.exchange)

## The address of the client.
##
## ```mesh
## let url = Test.serve(
##   HTTP.router() |> HTTP.on_get("/", fn request -> HTTP.response(200, Request.peer(request)) end)
## )
## assert_eq Result.map(HTTP.get(url), fn peer -> String.starts_with(peer, "127.0.0.1") end), Ok(
##   true
## )
## ```
pub fn peer(request :: Request) -> String = request.peer

## The header with that name, in any case; the first when there are several.
##
## ```mesh
## let url = Test.serve(
##   HTTP.router() |> HTTP.on_get("/", fn request ->
##     HTTP.response(200, Option.unwrap_or(Request.header(request, "Accept"), "anything"))
##   end)
## )
## let request = Http.header(Http.build(:get, url), "accept", "text/csv")
## assert_eq Result.map(Http.send(request), fn it -> it.body end), Ok("text/csv")
## ```
pub fn header(request :: Request, name :: String) -> Option<String> =
  List.first(headers(request, name))

## All headers with that name, in any case, in the order in which they came.
##
## ```mesh
## let url = Test.serve(
##   HTTP.router() |> HTTP.on_get("/", fn request ->
##     HTTP.response(200, String.join(Request.headers(request, "X-Tag"), ","))
##   end)
## )
## let request = Http.build(:get, url)
##   |> Http.header("x-tag", "a")
##   |> Http.header("x-tag", "b")
## assert_eq Result.map(Http.send(request), fn it -> it.body end), Ok("a,b")
## ```
pub fn headers(request :: Request, name :: String) -> List<String> do
  let wanted = String.to_lower(name)
  List.filter_map(request.headers, fn header ->
    let (known, value) = header
    if known == wanted do Some(value) else None end
  end)
end

## What stands in the path where the route has `:name`.
##
## ```mesh
## let url = Test.serve(
##   HTTP.router() |> HTTP.on_get("/users/:id", fn request ->
##     HTTP.response(200, Option.unwrap(Request.param(request, "id")))
##   end)
## )
## assert_eq HTTP.get(url <> "/users/7"), Ok("7")
## ```
pub fn param(request :: Request, name :: String) -> Option<String> = Map.fetch(request.params, name)

## The query parameter with that name; the first when there are several.
##
## ```mesh
## let url = Test.serve(
##   HTTP.router() |> HTTP.on_get("/", fn request ->
##     HTTP.response(200, Option.unwrap_or(Request.query(request, "q"), "all"))
##   end)
## )
## assert_eq HTTP.get(url <> "/?q=mesh"), Ok("mesh")
## assert_eq HTTP.get(url), Ok("all")
## ```
pub fn query(request :: Request, name :: String) -> Option<String> = Map.fetch(request.query, name)

@extern("mesh_http_query")
@reads
fn all_queries(exchange :: Exchange) -> List<String>

## All query parameters with that name, in the order in which they came: of `?id=1&id=2` both.
##
## ```mesh
## let url = Test.serve(
##   HTTP.router() |> HTTP.on_get("/", fn request ->
##     HTTP.response(200, String.join(Request.queries(request, "id"), ","))
##   end)
## )
## assert_eq HTTP.get(url <> "/?id=1&id=2"), Ok("1,2")
## ```
pub fn queries(request :: Request, name :: String) -> List<String> do
  List.filter_map(List.chunks(all_queries(request.exchange), 2), fn pair ->
    if List.get(pair, 0) == name do List.at(pair, 1) else None end
  end)
end
