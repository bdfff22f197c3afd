# Requests, and how they are sent.

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
