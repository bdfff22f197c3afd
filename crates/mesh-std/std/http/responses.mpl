# Answers, whole and in pieces, and their headers.

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
