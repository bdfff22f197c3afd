# driver: http2_attacks.py
# What clients of HTTP/2 may do to a server: resets, headers without end, floods of pings and settings, streams that stand still.
# Each costs its own connection at most; others are served meanwhile.
service Count do
  fn init() -> Int = 0

  call Begin() :: Int do |count|
    (count + 1, count + 1)
  end

  call Read() :: Int do |count|
    (count, count)
  end
end

fn main() do
  let count = Count.start()
  let limits = %{HTTP.default_limits() |
    head_ms: 2000,
    body_ms: 1500,
    write_ms: 1500,
    drain_ms: 5000,
    body_bytes: 1000000,
    streams: 50
  }
  let router = HTTP.router()
    |> HTTP.limits(limits)
    |> HTTP.on_get("/", fn request -> HTTP.response(200, Request.version(request)) end)
    |> HTTP.on_get("/begin", fn _ ->
      Count.begin(count)
      Timer.sleep(300)
      HTTP.response(200, "begun")
    end)
    |> HTTP.on_get("/hold", fn _ ->
      Timer.sleep(2000)
      HTTP.response(200, "held")
    end)
    |> HTTP.on_get("/begun", fn _ -> HTTP.response(200, "${Count.read(count)}") end)
    |> HTTP.on_post("/echo", fn request -> HTTP.response(200, Request.body(request)) end)
    |> HTTP.on_get("/large", fn _ -> HTTP.response(200, String.repeat("x", 1000000)) end)
    |> HTTP.on_get("/host", fn request ->
      HTTP.response(200, String.join(Request.headers(request, "host"), ","))
    end)
    |> HTTP.on_get("/gone", fn request ->
      Request.exit_when_gone(request)
      Process.on_exit(fn -> println("gone") end)
      Timer.sleep(60000)
      HTTP.response(200, "late")
    end)
  let server = spawn(fn -> HTTP.serve_on(router, "127.0.0.1", Env.get_int("PORT", 0)) end)
  Process.wait_signal()
  println("drained: ${HTTP.drain(server, 20000)}")
  Process.halt(0)
end
