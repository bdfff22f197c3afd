# Answers: their headers, and their bodies piece by piece.

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
