# Routes, and what else a router says.

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
