# client: requests.py
# Queries, headers in any case, several requests on one connection, HEAD.
fn query(request :: Request, name :: String) -> String do
  case Request.query(request, name) do
    Some(value) -> "${name}=[${value}]"
    None -> "${name} missing"
  end
end

fn routes() -> Router do
  HTTP.router()
    |> HTTP.on_get("/query", fn r ->
      HTTP.response(200, query(r, "q") <> " " <> query(r, "empty") <> " " <> query(r, "no"))
    end)
    |> HTTP.on_get("/header", fn r ->
      let a = Option.unwrap_or(Request.header(r, "X-Thing"), "none")
      let b = Option.unwrap_or(Request.header(r, "x-thing"), "none")
      HTTP.response_with_headers(201, a <> b, %{"X-Made" => "yes", "Content-Type" => "text/x-own"})
    end)
    |> HTTP.on_get("/all", fn r ->
      HTTP.response(200, "${Request.queries(r, "q")} ${Request.queries(r, "no")}")
    end)
    |> HTTP.on_get("/json", fn _ -> HTTP.response(200, "{\"a\":1}") end)
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
