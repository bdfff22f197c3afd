##! An HTTP client: requests with time-outs, redirects, compressed and streamed answers, over connections that are kept. The
##! server is `HTTP`.

@opaque
type Prepared

@opaque
type ClientExchange

## Why a request has no answer, or not all of it. The text says more, for people.
pub type HttpError do
  ## It took too long.
  Timeout(String)
  ## The host's name leads to no address.
  Dns(String)
  ## Nobody takes connections there.
  Connect(String)
  ## The server's certificate is not to be trusted, or the handshake failed.
  Tls(String)
  ## Too many redirects, or a circle of them.
  Redirect(String)
  ## The answer is larger than it may be.
  TooLarge(String)
  ## What came is no HTTP, or it broke off.
  Protocol(String)
  ## The request cannot be made: its URL, a header, the file to send.
  Invalid(String)
  ## It leads to an address that is not public, and `private_addresses` is false.
  Forbidden(String)
  ## What took the pieces of the answer was ended.
  Stopped(String)
end deriving(Eq, Debug)

impl Display for HttpError do
  fn to_string(self) -> String do
    case self do
      Timeout(text) -> "TIMEOUT: ${text}"
      Dns(text) -> "DNS_FAILURE: ${text}"
      Connect(text) -> "CONNECT_FAILURE: ${text}"
      Tls(text) -> "TLS_ERROR: ${text}"
      Redirect(text) -> "REDIRECT: ${text}"
      TooLarge(text) -> "TOO_LARGE: ${text}"
      Protocol(text) -> "PROTOCOL: ${text}"
      Invalid(text) -> "INVALID: ${text}"
      Forbidden(text) -> "FORBIDDEN: ${text}"
      Stopped(text) -> "STOPPED: ${text}"
    end
  end
end

## With `?`, an error of a request becomes that of a function whose errors are texts.
impl From<HttpError> for String do
  fn from(error :: HttpError) -> String = error.to_string()
end

## The error that the runtime means by a number and a text.
##
## ```mesh
## assert_eq Http.failure((5, "more than 10 bytes")), TooLarge("more than 10 bytes")
## ```
pub fn failure(pair :: (Int, String)) -> HttpError do
  let (kind, text) = pair
  case kind do
    0 -> Timeout(text)
    1 -> Dns(text)
    2 -> Connect(text)
    3 -> Tls(text)
    4 -> Redirect(text)
    5 -> TooLarge(text)
    6 -> Protocol(text)
    7 -> HttpError.Invalid(text)
    _ -> Forbidden(text)
  end
end

type Content do
  Nothing
  Whole(Bytes)
  OfFile(String)
  Produced(Fun() -> Option<Bytes>)
end deriving()

## A request that is being put together: a value, which `send` does not use up.
pub struct HttpRequest do
  method :: Atom
  url :: String
  parameters :: List<(String, String)>
  headers :: List<(String, String)>
  content :: Content
  time_ms :: Int
  most :: Option<Int>
end deriving()

## What a server answered. Headers are in the order in which they came, their names in lower case.
pub struct HttpResponse do
  status :: Int
  headers :: List<(String, String)>
  ## The body as text, unpacked. A byte that is not UTF-8 reads as `?`; `Http.bytes` has it as it is.
  body :: String
  ## What came, where `body` does not say all of it.
  raw :: Option<Bytes>
  ## Where it came from, after all redirects.
  url :: String
end deriving()

## What holds for all requests of a client.
pub struct HttpOptions do
  ## How long it may take to find an address, connect and shake hands, in milliseconds.
  connect_ms :: Int
  ## How many redirects are followed, one after the other. With 0, an answer that redirects is the answer.
  redirects :: Int
  ## Whether addresses may be reached that are not those of the public internet: of this machine, its network, its cloud. Say no where
  ## strangers say what is fetched; then names, redirects and literal addresses are checked, and no proxy is used.
  private_addresses :: Bool
  ## Whether the root certificates of the system (or of the file in `SSL_CERT_FILE`) are trusted.
  system_roots :: Bool
  ## Further root certificates: paths of PEM files, or what would stand in one.
  roots :: List<String>
  ## Whether HTTP_PROXY, HTTPS_PROXY, ALL_PROXY and NO_PROXY count.
  proxies :: Bool
  ## The header `User-Agent`.
  user_agent :: String
end deriving()

## Connections that are kept for the next request to the same host.
@opaque
pub type HttpClient

## An answer whose body comes piece by piece.
pub struct HttpBody do
  response :: HttpResponse
  exchange :: ClientExchange
end deriving()

## An answer on its way to a callback.
pub struct HttpStream do
  job :: Job<Result<HttpResponse, HttpError>>
end deriving()

@extern("mesh_http_client")
fn make_client(
  shared :: Int,
  connect_ms :: Int,
  redirects :: Int,
  private :: Int,
  system_roots :: Int,
  roots :: List<String>,
  proxies :: Int,
  user_agent :: String
) -> HttpClient

## Ends a client's idle connections; what is under way goes on. Later uses of it give `Err`.
##
## ```mesh
## let client = Http.client()
## Http.client_close(client)
## assert Result.is_err(Http.send_with(client, Http.build(:get, "http://127.0.0.1:1/")))
## ```
@extern("mesh_http_client_close")
pub fn client_close(client :: HttpClient) -> ()

@extern("mesh_http_prepare")
fn prepare_parts(
  method :: String,
  url :: String,
  query :: List<String>,
  headers :: List<String>,
  kind :: Int,
  bytes :: Bytes,
  path :: String
) -> Result<Prepared, (Int, String)>

@extern("mesh_http_start")
fn start(
  client :: HttpClient,
  prepared :: Prepared,
  time :: Int,
  piecewise :: Int,
  most :: Int
) -> ClientExchange

@extern("mesh_http_push")
fn push(exchange :: ClientExchange, bytes :: Bytes) -> Bool

@extern("mesh_http_pushed")
fn pushed(exchange :: ClientExchange) -> ()

@extern("mesh_http_answer")
fn answer(exchange :: ClientExchange) -> Result<Int, (Int, String)>

@extern("mesh_http_answer_headers")
@reads
fn answer_headers(exchange :: ClientExchange) -> List<String>

@extern("mesh_http_answer_url")
@reads
fn answer_url(exchange :: ClientExchange) -> String

@extern("mesh_http_rest")
fn rest(exchange :: ClientExchange) -> Result<(String, Option<Bytes>), (Int, String)>

@extern("mesh_http_next")
fn next_piece(exchange :: ClientExchange) -> Result<Option<Bytes>, (Int, String)>

@extern("mesh_http_next_text")
fn next_text_piece(exchange :: ClientExchange) -> Result<Option<String>, (Int, String)>

@extern("mesh_http_give_up")
fn give_up(exchange :: ClientExchange) -> ()

## 10 s to connect; 10 redirects; any address; the system's root certificates; the proxies of the environment.
##
## ```mesh
## assert_eq Http.options().redirects, 10
## ```
pub fn options() -> HttpOptions do
  HttpOptions {
    connect_ms: 10000,
    redirects: 10,
    private_addresses: true,
    system_roots: true,
    roots: [],
    proxies: true,
    user_agent: "mesh"
  }
end

fn flag(yes :: Bool) -> Int = if yes do 1 else 0 end

fn made(shared :: Int, options :: HttpOptions) -> HttpClient do
  make_client(
    shared,
    options.connect_ms,
    options.redirects,
    flag(options.private_addresses),
    flag(options.system_roots),
    options.roots,
    flag(options.proxies),
    options.user_agent
  )
end

## The client of those who name none.
##
## ```mesh
## let url = Test.serve(HTTP.router() |> HTTP.on_get("/", fn _ -> HTTP.response(200, "hello") end))
## let answer = Http.send_with(Http.default_client(), Http.build(:get, url))
## assert_eq Result.map(answer, fn it -> it.body end), Ok("hello")
## ```
pub fn default_client() -> HttpClient = made(1, options())

## A client with connections of its own.
##
## ```mesh
## let url = Test.serve(HTTP.router() |> HTTP.on_get("/", fn _ -> HTTP.response(200, "hello") end))
## let client = Http.client()
## assert Result.is_ok(Http.send_with(client, Http.build(:get, url)))
## Http.client_close(client)
## ```
pub fn client() -> HttpClient = client_with(options())

## The same with other terms: `Http.client_with(%{Http.options() | private_addresses: false})`.
##
## ```mesh
## let client = Http.client_with(%{Http.options() | private_addresses: false})
## let answer = Http.send_with(client, Http.build(:get, "http://127.0.0.1:1/"))
## assert String.starts_with(
##   Result.unwrap_err(Result.map(answer, Http.is_ok)).to_string(),
##   "FORBIDDEN"
## )
## ```
pub fn client_with(options :: HttpOptions) -> HttpClient = made(0, options)

## A request: `Http.build(:get, "https://example.com/")`. Any method may be named: `:patch`, `:propfind`.
##
## ```mesh
## let request = Http.build(:patch, "https://example.com/")
## assert_eq (request.method, request.url), (:patch, "https://example.com/")
## ```
pub fn build(method :: Atom, url :: String) -> HttpRequest do
  HttpRequest {
    method: method,
    url: url,
    parameters: [],
    headers: [],
    content: Nothing,
    time_ms: 30000,
    most: None
  }
end

## The request with one more header.
##
## ```mesh
## let request = Http.header(Http.build(:get, "https://example.com/"), "Accept", "text/csv")
## assert_eq List.length(request.headers), 1
## ```
pub fn header(request :: HttpRequest, name :: String, value :: String) -> HttpRequest do
  %{request | headers: List.append(request.headers, (name, value))}
end

## The request with one more parameter in its URL, which is encoded as it has to be.
##
## ```mesh
## let url = Test.serve(
##   HTTP.router() |> HTTP.on_get("/", fn request ->
##     HTTP.response(200, "${Request.query(request, "q")}")
##   end)
## )
## let request = Http.query(Http.build(:get, url), "q", "a & b")
## assert_eq Result.map(Http.send(request), fn it -> it.body end), Ok("Some(a & b)")
## ```
pub fn query(request :: HttpRequest, name :: String, value :: String) -> HttpRequest do
  %{request | parameters: List.append(request.parameters, (name, value))}
end

## The request with a text as its body.
##
## ```mesh
## let url = Test.serve(
##   HTTP.router() |> HTTP.on_post("/", fn request -> HTTP.response(200, Request.body(request)) end)
## )
## let request = Http.body(Http.build(:post, url), "hello")
## assert_eq Result.map(Http.send(request), fn it -> it.body end), Ok("hello")
## ```
pub fn body(request :: HttpRequest, text :: String) -> HttpRequest =
  body_bytes(request, Bytes.from_string(text))

## The same with bytes.
##
## ```mesh
## let url = Test.serve(
##   HTTP.router() |> HTTP.on_post("/", fn request -> HTTP.response(200, Request.body(request)) end)
## )
## let request = Http.body_bytes(Http.build(:post, url), Bytes.from_string("hello"))
## assert_eq Result.map(Http.send(request), fn it -> it.body end), Ok("hello")
## ```
pub fn body_bytes(request :: HttpRequest, bytes :: Bytes) -> HttpRequest =
  %{request | content: Whole(bytes)}

## The same with the content of a file, which is read while it is sent.
##
## ```mesh
## let url = Test.serve(
##   HTTP.router() |> HTTP.on_post("/", fn request -> HTTP.response(200, Request.body(request)) end)
## )
## let path = Result.unwrap(File.temporary())
## let _ = File.write(path, "hello")
## let request = Http.body_file(Http.build(:post, url), path)
## assert_eq Result.map(Http.send(request), fn it -> it.body end), Ok("hello")
## ```
pub fn body_file(request :: HttpRequest, path :: String) -> HttpRequest =
  %{request | content: OfFile(path)}

## The same with what `produce` gives, piece by piece until it is `None`. It is called in the actor that sends the request, whenever
## there is room for more.
##
## ```mesh
## let url = Test.serve(
##   HTTP.router() |> HTTP.on_post("/", fn request -> HTTP.response(200, Request.body(request)) end)
## )
## let path = Result.unwrap(File.temporary())
## let _ = File.write(path, "hello")
## let file = Result.unwrap(File.open(path))
## let request =
##   Http.body_stream(Http.build(:post, url), fn -> Result.unwrap(FileStream.read(file, 2)) end)
## assert_eq Result.map(Http.send(request), fn it -> it.body end), Ok("hello")
## ```
pub fn body_stream(request :: HttpRequest, produce :: Fun() -> Option<Bytes>) -> HttpRequest do
  %{request | content: Produced(produce)}
end

## The request with a JSON text as its body.
##
## ```mesh
## let request = Http.json(Http.build(:post, "https://example.com/"), "{}")
## assert_eq Map.get(Map.from_list(request.headers), "content-type"), "application/json"
## ```
pub fn json(request :: HttpRequest, text :: String) -> HttpRequest do
  body(header(request, "content-type", "application/json"), text)
end

## The request with another time-out than 30 s, in milliseconds: for everything, or, where the answer is taken piece by piece, for
## its head and for each piece.
##
## ```mesh
## let request = Http.timeout(Http.build(:get, "https://example.com/"), 1000)
## assert_eq request.time_ms, 1000
## ```
pub fn timeout(request :: HttpRequest, millis :: Int) -> HttpRequest = %{request | time_ms: millis}

## The request with another limit on the body of its answer, as it is sent and as it is unpacked. Without one, it is 100 MiB, and none
## where the answer is taken piece by piece.
##
## ```mesh
## let url = Test.serve(HTTP.router() |> HTTP.on_get("/", fn _ -> HTTP.response(200, "hello") end))
## let answer = Http.send(Http.max_bytes(Http.build(:get, url), 4))
## assert Result.is_err(answer)
## ```
pub fn max_bytes(request :: HttpRequest, most :: Int) -> HttpRequest = %{request | most: Some(most)}

## Sends a GET request and waits for its answer, whatever its status.
##
## ```mesh
## let url = Test.serve(HTTP.router() |> HTTP.on_get("/", fn _ -> HTTP.response(200, "hello") end))
## let answer = Result.unwrap(Http.get(url))
## assert_eq (answer.status, answer.body), (200, "hello")
## ```
pub fn get(url :: String) -> Result<HttpResponse, HttpError> =
  send_with(default_client(), build(:get, url))

## Sends a text as JSON with POST, and waits for the answer, whatever its status.
##
## ```mesh
## let url = Test.serve(
##   HTTP.router() |> HTTP.on_post("/", fn request -> HTTP.response(200, Request.body(request)) end)
## )
## let answer = Result.unwrap(Http.post(url, "[1]"))
## assert_eq (answer.status, answer.body), (200, "[1]")
## ```
pub fn post(url :: String, text :: String) -> Result<HttpResponse, HttpError> =
  send_with(default_client(), json(build(:post, url), text))

## Sends a request and waits for its answer, whatever its status. Only this actor waits; when it ends, the connection is closed.
##
## ```mesh
## let url = Test.serve(
##   HTTP.router() |> HTTP.on_post("/", fn request -> HTTP.response(200, Request.body(request)) end)
## )
## let request = Http.body(Http.build(:post, url), "hello")
## assert_eq Result.map(Http.send(request), fn it -> it.body end), Ok("hello")
## ```
pub fn send(request :: HttpRequest) -> Result<HttpResponse, HttpError> =
  send_with(default_client(), request)

## The same over the connections of a client.
##
## ```mesh
## let url = Test.serve(HTTP.router() |> HTTP.on_get("/", fn _ -> HTTP.response(200, "hello") end))
## let client = Http.client()
## let answer = Http.send_with(client, Http.build(:get, url))
## assert_eq Result.map(answer, fn it -> it.body end), Ok("hello")
## ```
pub fn send_with(client :: HttpClient, request :: HttpRequest) -> Result<HttpResponse, HttpError> do
  let exchange = begin(client, request, 0, Option.unwrap_or(request.most, 104857600))?
  let head = head_of(exchange)?
  let (text, raw) = Result.map_err(rest(exchange), failure)?
  Ok(%{head | body: text, raw: raw})
end

# An exchange whose body, if it has to be produced, is sent.
fn begin(
  client :: HttpClient,
  request :: HttpRequest,
  piecewise :: Int,
  most :: Int
) -> Result<ClientExchange, HttpError> do
  let prepared = Result.map_err(prepare(request), failure)?
  let exchange = start(client, prepared, request.time_ms, piecewise, most)
  case request.content do
    Produced(produce) -> feed(exchange, produce)
    _ -> ()
  end
  Ok(exchange)
end

fn prepare(request :: HttpRequest) -> Result<Prepared, (Int, String)> do
  let (kind, bytes, path) = case request.content do
    Nothing -> (0, Bytes.empty(), "")
    Whole(bytes) -> (1, bytes, "")
    OfFile(path) -> (2, Bytes.empty(), path)
    Produced(_) -> (3, Bytes.empty(), "")
  end
  prepare_parts(
    "${request.method}",
    request.url,
    flat(request.parameters),
    flat(request.headers),
    kind,
    bytes,
    path
  )
end

fn flat(pairs :: List<(String, String)>) -> List<String> do
  List.flat_map(pairs, fn pair -> [Tuple.first(pair), Tuple.second(pair)] end)
end

fn feed(exchange :: ClientExchange, produce :: Fun() -> Option<Bytes>) -> () do
  case produce() do
    None -> pushed(exchange)
    Some(bytes) -> if push(exchange, bytes) do feed(exchange, produce) else () end
  end
end

fn head_of(exchange :: ClientExchange) -> Result<HttpResponse, HttpError> do
  let status = Result.map_err(answer(exchange), failure)?
  let headers = listed(answer_headers(exchange), 0, [])
  Ok(HttpResponse {
    status: status,
    headers: headers,
    body: "",
    raw: None,
    url: answer_url(exchange)
  })
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

## The body of an answer, unpacked, as it is: a picture, say.
##
## ```mesh
## let url = Test.serve(
##   HTTP.router() |> HTTP.on_get("/", fn _ ->
##     HTTP.response_bytes(200, Bytes.from_list([0, 255]), "image/png")
##   end)
## )
## assert_eq Result.map(Http.get(url), Http.bytes), Ok(Bytes.from_list([0, 255]))
## ```
pub fn bytes(response :: HttpResponse) -> Bytes do
  case response.raw do
    Some(raw) -> raw
    None -> Bytes.from_string(response.body)
  end
end

## Whether the status is one of 200 to 299.
##
## ```mesh
## let url = Test.serve(HTTP.router() |> HTTP.on_get("/", fn _ -> HTTP.response(200, "hello") end))
## assert_eq Result.map(Http.get(url), Http.is_ok), Ok(true)
## assert_eq Result.map(Http.get(url <> "/nothing"), Http.is_ok), Ok(false)
## ```
pub fn is_ok(response :: HttpResponse) -> Bool = response.status >= 200 and response.status < 300

## The header of an answer with that name, in any case; the first when there are several.
##
## ```mesh
## let url = Test.serve(HTTP.router() |> HTTP.on_get("/", fn _ -> HTTP.response(200, "hello") end))
## let answer = Result.unwrap(Http.get(url))
## assert_eq Http.header_of(answer, "Content-Length"), Some("5")
## ```
pub fn header_of(response :: HttpResponse, name :: String) -> Option<String> do
  List.first(headers_of(response, name))
end

## All headers of an answer with that name, in any case, in the order in which they came.
##
## ```mesh
## let url = Test.serve(
##   HTTP.router() |> HTTP.on_get("/", fn _ ->
##     HTTP.response(200, "") |> HTTP.add_header("x-tag", "a") |> HTTP.add_header("x-tag", "b")
##   end)
## )
## let answer = Result.unwrap(Http.get(url))
## assert_eq Http.headers_of(answer, "X-Tag"), ["a", "b"]
## ```
pub fn headers_of(response :: HttpResponse, name :: String) -> List<String> do
  let wanted = String.to_lower(name)
  List.filter_map(response.headers, fn header ->
    let (known, value) = header
    if known == wanted do Some(value) else None end
  end)
end

## Sends a request and waits for the head of its answer; `next` takes the body, piece by piece. What is not taken is not fetched.
##
## ```mesh
## let url = Test.serve(HTTP.router() |> HTTP.on_get("/", fn _ -> HTTP.response(200, "hello") end))
## let body = Result.unwrap(Http.open(Http.build(:get, url)))
## assert_eq body.response.status, 200
## assert_eq Http.next_text(body), Ok(Some("hello"))
## ```
pub fn open(request :: HttpRequest) -> Result<HttpBody, HttpError> =
  open_with(default_client(), request)

## The same over the connections of a client.
##
## ```mesh
## let url = Test.serve(HTTP.router() |> HTTP.on_get("/", fn _ -> HTTP.response(200, "hello") end))
## let body = Result.unwrap(Http.open_with(Http.client(), Http.build(:get, url)))
## assert_eq Http.next_text(body), Ok(Some("hello"))
## ```
pub fn open_with(client :: HttpClient, request :: HttpRequest) -> Result<HttpBody, HttpError> do
  let exchange = begin(client, request, 1, Option.unwrap_or(request.most, -1))?
  let head = head_of(exchange)?
  Ok(HttpBody { response: head, exchange: exchange })
end

## The next piece of a body, unpacked; `None` at its end.
##
## ```mesh
## let url = Test.serve(HTTP.router() |> HTTP.on_get("/", fn _ -> HTTP.response(200, "hello") end))
## let body = Result.unwrap(Http.open(Http.build(:get, url)))
## assert_eq Http.next(body), Ok(Some(Bytes.from_string("hello")))
## assert_eq Http.next(body), Ok(None)
## ```
pub fn next(body :: HttpBody) -> Result<Option<Bytes>, HttpError> =
  Result.map_err(next_piece(body.exchange), failure)

## The same as text, cut between characters. A byte that is not UTF-8 reads as `?`.
##
## ```mesh
## let url = Test.serve(HTTP.router() |> HTTP.on_get("/", fn _ -> HTTP.response(200, "hello") end))
## let body = Result.unwrap(Http.open(Http.build(:get, url)))
## assert_eq Http.next_text(body), Ok(Some("hello"))
## assert_eq Http.next_text(body), Ok(None)
## ```
pub fn next_text(body :: HttpBody) -> Result<Option<String>, HttpError> do
  Result.map_err(next_text_piece(body.exchange), failure)
end

## Gives the rest of a body up: its connection is closed.
##
## ```mesh
## let url = Test.serve(HTTP.router() |> HTTP.on_get("/", fn _ -> HTTP.response(200, "hello") end))
## let body = Result.unwrap(Http.open(Http.build(:get, url)))
## assert_eq body.response.status, 200
## Http.close(body)
## ```
pub fn close(body :: HttpBody) -> () = give_up(body.exchange)

## Takes a body piece by piece: `step` makes the next state of the last one and a piece. Gives the head of the answer with the last
## state. A server that is faster than `step` waits.
##
## ```mesh
## let url = Test.serve(HTTP.router() |> HTTP.on_get("/", fn _ -> HTTP.response(200, "hello") end))
## let counted = Http.fold(Http.build(:get, url), 0, fn sum, piece -> sum + Bytes.length(piece) end)
## assert_eq Result.map(counted, Tuple.second), Ok(5)
## ```
pub fn fold<T>(
  request :: HttpRequest,
  initial :: T,
  step :: Fun(T, Bytes) -> T
) -> Result<(HttpResponse, T), HttpError> do
  fold_with(default_client(), request, initial, step)
end

## The same over the connections of a client.
##
## ```mesh
## let url = Test.serve(HTTP.router() |> HTTP.on_get("/", fn _ -> HTTP.response(200, "hello") end))
## let count = fn sum, piece -> sum + Bytes.length(piece) end
## let counted = Http.fold_with(Http.client(), Http.build(:get, url), 0, count)
## assert_eq Result.map(counted, Tuple.second), Ok(5)
## ```
pub fn fold_with<T>(
  client :: HttpClient,
  request :: HttpRequest,
  initial :: T,
  step :: Fun(T, Bytes) -> T
) -> Result<(HttpResponse, T), HttpError> do
  let body = open_with(client, request)?
  let last = folded(body, initial, step)?
  Ok((body.response, last))
end

fn folded<T>(body :: HttpBody, state :: T, step :: Fun(T, Bytes) -> T) -> Result<T, HttpError> do
  case next(body) do
    Err(error) -> Err(error)
    Ok(None) -> Ok(state)
    Ok(Some(piece)) -> folded(body, step(state, piece), step)
  end
end

## Sends a request in an actor of its own, which calls `on_text` with each piece of the answer as text; `"stop"` from it ends the stream.
## A server that is faster than `on_text` waits.
##
## ```mesh
## let me = self()
## let url = Test.serve(HTTP.router() |> HTTP.on_get("/", fn _ -> HTTP.response(200, "hello") end))
## let stream = Http.stream(Http.build(:get, url), fn text ->
##   send(me, text)
##   "go on"
## end)
## assert_receive "hello", 5000
## assert_eq Result.map(Http.finish(stream), Http.is_ok), Ok(true)
## ```
pub fn stream(request :: HttpRequest, on_text :: Fun(String) -> String) -> HttpStream do
  stream_with(default_client(), request, on_text)
end

## The same over the connections of a client.
##
## ```mesh
## let me = self()
## let url = Test.serve(HTTP.router() |> HTTP.on_get("/", fn _ -> HTTP.response(200, "hello") end))
## let stream = Http.stream_with(Http.client(), Http.build(:get, url), fn text ->
##   send(me, text)
##   "go on"
## end)
## assert_receive "hello", 5000
## assert_eq Result.map(Http.finish(stream), Http.is_ok), Ok(true)
## ```
pub fn stream_with(
  client :: HttpClient,
  request :: HttpRequest,
  on_text :: Fun(String) -> String
) -> HttpStream do
  HttpStream {
    job: Job.async(fn ->
      case open_with(client, request) do
        Err(error) -> Err(error)
        Ok(body) -> handed_out(body, fn -> next_text(body) end, on_text)
      end
    end)
  }
end

## The same with pieces as they are.
##
## ```mesh
## let me = self()
## let url = Test.serve(HTTP.router() |> HTTP.on_get("/", fn _ -> HTTP.response(200, "hello") end))
## let stream = Http.stream_bytes(Http.build(:get, url), fn bytes ->
##   send(me, Bytes.to_string_lossy(bytes))
##   "go on"
## end)
## assert_receive "hello", 5000
## assert_eq Result.map(Http.finish(stream), Http.is_ok), Ok(true)
## ```
pub fn stream_bytes(request :: HttpRequest, on_bytes :: Fun(Bytes) -> String) -> HttpStream do
  stream_bytes_with(default_client(), request, on_bytes)
end

## The same over the connections of a client.
##
## ```mesh
## let me = self()
## let url = Test.serve(HTTP.router() |> HTTP.on_get("/", fn _ -> HTTP.response(200, "hello") end))
## let stream = Http.stream_bytes_with(Http.client(), Http.build(:get, url), fn bytes ->
##   send(me, Bytes.to_string_lossy(bytes))
##   "go on"
## end)
## assert_receive "hello", 5000
## assert_eq Result.map(Http.finish(stream), Http.is_ok), Ok(true)
## ```
pub fn stream_bytes_with(
  client :: HttpClient,
  request :: HttpRequest,
  on_bytes :: Fun(Bytes) -> String
) -> HttpStream do
  HttpStream {
    job: Job.async(fn ->
      case open_with(client, request) do
        Err(error) -> Err(error)
        Ok(body) -> handed_out(body, fn -> next(body) end, on_bytes)
      end
    end)
  }
end

fn handed_out<T>(
  body :: HttpBody,
  take :: Fun() -> Result<Option<T>, HttpError>,
  give :: Fun(T) -> String
) -> Result<HttpResponse, HttpError> do
  case take() do
    Err(error) -> Err(error)
    Ok(None) -> Ok(body.response)
    Ok(Some(piece)) ->
      if give(piece) == "stop" do
        close(body)
        Ok(body.response)
      else
        handed_out(body, take, give)
      end
  end
end

## Ends a stream: nothing more is given to its callback, and its connection is closed.
##
## ```mesh
## let url = Test.serve(
##   HTTP.router() |> HTTP.on_get("/", fn _ -> HTTP.events(fn _ -> Timer.sleep(60_000) end) end)
## )
## let stream = Http.stream(Http.build(:get, url), fn _ -> "go on" end)
## Http.cancel(stream)
## assert Result.is_err(Http.finish(stream))
## ```
pub fn cancel(stream :: HttpStream) -> () = Process.exit(stream.job.pid, Killed)

## Waits until a stream is over; gives the head of the answer. `Err(Stopped(_))` when it was cancelled, or its callback crashed.
##
## ```mesh
## let url = Test.serve(HTTP.router() |> HTTP.on_get("/", fn _ -> HTTP.response(200, "hello") end))
## let stream = Http.stream(Http.build(:get, url), fn _ -> "go on" end)
## assert_eq Result.map(Http.finish(stream), fn it -> it.status end), Ok(200)
## ```
pub fn finish(stream :: HttpStream) -> Result<HttpResponse, HttpError> do
  case Job.await(stream.job) do
    Ok(outcome) -> outcome
    Err(reason) -> Err(Stopped(reason))
  end
end
