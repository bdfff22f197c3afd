# client: bad_clients.py
# What is no HTTP gets 400; a client that is slow or goes away harms nobody.
fn slow(_ :: Request) -> Response do
  Timer.sleep(200)
  HTTP.response(200, "slow")
end

fn routes() -> Router do
  HTTP.router()
    |> HTTP.on_get("/fast", fn _ -> HTTP.response(200, "fast") end)
    |> HTTP.on_get("/slow", slow)
    |> HTTP.on_post("/body", fn r -> HTTP.response(200, Request.body(r)) end)
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
