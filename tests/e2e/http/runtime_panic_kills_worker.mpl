# client: runtime_panic_kills_worker.py
# stderr: too large:
# Requests for what cannot be are answered 500, more of them than there are workers, and the server goes on.
fn rep(request :: Request) -> Response do
  let n = Option.unwrap_or(String.to_int(Option.unwrap_or(Request.param(request, "n"), "1")), 1)
  HTTP.response(200, "${String.length(String.repeat("ab", n))}")
end

fn port() -> Int = Option.unwrap_or(String.to_int(Env.get("PORT", "0")), 0)

fn main() do
  let router = HTTP.router()
    |> HTTP.on_get("/rep/:n", rep)
    |> HTTP.on_get("/quit", quit)
  let served = HTTP.serve_on(router, "127.0.0.1", port())
  println("${served}")
end

fn quit(_ :: Request) -> Response do
  spawn(fn ->
    Timer.sleep(50)
    Process.halt(0)
  end)
  HTTP.response(200, "bye")
end
