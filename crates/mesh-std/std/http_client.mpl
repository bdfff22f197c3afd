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
