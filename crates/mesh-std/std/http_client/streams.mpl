# Answers that go to a function as they come.

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
