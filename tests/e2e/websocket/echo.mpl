# client: echo.py
# Texts and binary frames alike, in pieces, between pings; what is no WebSocket request is an ordinary one.
fn main() do
  let router = serve(
    fn conn, text ->
      let _ = Ws.send(conn, "echo: " <> text)
      ()
    end,
    fn _, code, reason -> println("closed ${code} ${reason}") end
  )
  case HTTP.serve_on(router, "127.0.0.1", port()) do
    _ -> ()
  end
end

fn serve(
  on_message :: Fun(WsConn, String) -> (),
  on_close :: Fun(WsConn, Int, String) -> ()
) -> Router do
  HTTP.router()
    |> HTTP.on_get("/quit", quit)
    |> HTTP.on_get("/ws", fn request ->
      case Ws.upgrade(request) do
        None -> HTTP.response(426, "speak WebSocket")
        Some(conn) -> do
          Ws.run(conn, on_message, on_close)
          HTTP.response(101, "")
        end
      end
    end)
end

fn port() -> Int = Option.unwrap_or(String.to_int(Env.get("PORT", "0")), 0)

fn quit(_ :: Request) -> Response do
  spawn(fn ->
    Timer.sleep(50)
    Process.halt(0)
  end)
  HTTP.response(200, "bye")
end
