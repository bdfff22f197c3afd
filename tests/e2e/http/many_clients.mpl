# client: many_clients.py
# Many clients at once, each with its own actor; a slow handler delays nobody.
fn slow(_ :: Request) -> Response do
  Timer.sleep(1000)
  HTTP.response(200, "slow")
end

fn spin(n :: Int) -> Int do
  if n < 0 do n else spin(n + 0) end
end

fn routes() -> Router do
  spawn(fn ->
    spin(1)
    ()
  end)
  HTTP.router()
    |> HTTP.on_get("/slow", slow)
    |> HTTP.on_get("/echo/:n", fn r ->
      HTTP.response(200, Option.unwrap_or(Request.param(r, "n"), "?"))
    end)
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
