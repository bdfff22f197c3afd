# client: patience.py
# A server bears with slow clients only so long: with heads, with bodies in all and by their rate, with readers. It takes only so
# many connections at a time.
fn main() do
  let limits = %{HTTP.default_limits() |
    connections: 3,
    head_ms: 1000,
    body_ms: 1500,
    write_ms: 1000,
    drain_ms: 100
  }
  let router = HTTP.router()
    |> HTTP.limits(limits)
    |> HTTP.on_get("/", fn _ -> HTTP.response(200, "here") end)
    |> HTTP.on_post("/body", fn request -> HTTP.response(200, Request.body(request)) end)
    |> HTTP.on_post_raw("/raw", fn request ->
      # It begins before its body is there.
      println("raw begins")
      case Request.read(request, 100, 100) do
        Ok(body) -> HTTP.response(200, body)
        Err(status) -> HTTP.response(status, "refused")
      end
    end)
    |> HTTP.on_get("/large", fn _ -> HTTP.response(200, String.repeat("x", 50000000)) end)
    |> HTTP.on_get("/quit", fn _ ->
      spawn(fn ->
        Timer.sleep(50)
        Process.halt(0)
      end)
      HTTP.response(200, "bye")
    end)
  let _ = HTTP.serve_on(router, "127.0.0.1", Env.get_int("PORT", 0))
  ()
end
