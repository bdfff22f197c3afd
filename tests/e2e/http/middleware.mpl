# client: middleware.py
# Middleware wraps every request in the order in which it was added, and may answer itself.
fn tag(name :: String) -> Fun(Request, Fun(Request) -> Response) -> Response do
  fn request, next ->
    let answer = next(request)
    %{answer | body: "${name}(" <> answer.body <> ")"}
  end
end

fn guard(request :: Request, next :: Fun(Request) -> Response) -> Response do
  case Request.header(request, "authorization") do
    Some("secret") -> next(request)
    _ -> HTTP.response(401, "who are you")
  end
end

fn routes() -> Router do
  HTTP.router()
    |> HTTP.use(tag("a"))
    |> HTTP.use(fn request, next ->
      if Request.path(request) == "/quit" do next(request) else guard(request, next) end
    end)
    |> HTTP.use(tag("b"))
    |> HTTP.on_get("/hello", fn _ -> HTTP.response(200, "hello") end)
end

fn port() -> Int = Option.unwrap_or(String.to_int(Env.get("PORT", "0")), 0)

fn main() do
  let served = HTTP.serve_on(routes() |> HTTP.on_get("/quit", quit), "127.0.0.1", port())
  println("${served}")
end

fn quit(_ :: Request) -> Response do
  spawn(fn ->
    Timer.sleep(50)
    Process.halt(0)
  end)
  HTTP.response(200, "bye")
end
