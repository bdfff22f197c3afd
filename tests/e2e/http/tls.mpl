# driver: tls.py
# A server with TLS, asked by curl and openssl: both versions of HTTP, certificates that are replaced while it runs, broken ones, and
# clients that say something else than a handshake, or nothing.
fn main() do
  let limits = %{HTTP.default_limits() | head_ms: 1500, drain_ms: 5000}
  let router = HTTP.router()
    |> HTTP.limits(limits)
    |> HTTP.on_get("/", fn request ->
      HTTP.response(200, "${Request.version(request)} ${Request.is_secure(request)}")
    end)
    |> HTTP.on_get("/large", fn _ -> HTTP.response(200, String.repeat("x", 3000000)) end)
    |> HTTP.on_get("/ws", fn request ->
      case Ws.upgrade(request) do
        None -> HTTP.response(426, "a WebSocket")
        Some(conn) -> do
          Ws.run(
            conn,
            fn it, text -> Result.unwrap_or(Ws.send(it, "got ${text}"), ()) end,
            fn _, code, reason -> println("closed: ${code} ${reason}") end
          )
          HTTP.response(101, "")
        end
      end
    end)
    |> HTTP.log_access()
    |> HTTP.on_post("/length", fn request ->
      HTTP.response(200, "${String.length(Request.body(request))}")
    end)
  let server = spawn(fn ->
    case HTTP.serve_tls_on(
      router,
      "127.0.0.1",
      Env.get_int("PORT", 0),
      Env.get("CERT", "one.pem"),
      Env.get("KEY", "one.key")
    ) do
      Ok(_) -> ()
      Err(error) -> do
        println("cannot serve: ${error}")
        Process.halt(0)
      end
    end
  end)
  Process.wait_signal()
  println("drained: ${HTTP.drain(server, 10000)}")
  Process.halt(0)
end
