# client: routing.py
# Exact paths win over parameters, parameters over wildcards, whatever the order; methods decide inside each; a final slash means nothing, unless a route has it.
fn say(text :: String) -> Fun(Request) -> Response = fn _ -> HTTP.response(200, text) end

fn param(request :: Request, name :: String) -> String =
  Option.unwrap_or(Request.param(request, name), "?")

fn routes() -> Router do
  HTTP.router()
    |> HTTP.on_get("/files/*", say("wildcard"))
    |> HTTP.on_get("/files/:name", fn r -> HTTP.response(200, "name=" <> param(r, "name")) end)
    |> HTTP.on_get("/files/readme", say("exact"))
    |> HTTP.on_post("/files/readme", say("exact post"))
    |> HTTP.on_put("/files/:name", say("put"))
    |> HTTP.on_delete("/only", say("deleted"))
    |> HTTP.route("/any", fn r -> HTTP.response(200, Request.method(r)) end)
    |> HTTP.on_get("/a/:x/b/:y", fn r ->
      HTTP.response(200, param(r, "x") <> "," <> param(r, "y"))
    end)
    |> HTTP.on_get("/any/:below", say("below"))
    |> HTTP.on_get("/slash", say("without"))
    |> HTTP.on_get("/slash/", say("with"))
    |> HTTP.on_get("/", say("root"))
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
