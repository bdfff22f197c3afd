# client: suite.py
# RFC 6455 frame by frame, in the order of Autobahn's cases: framing, pings, reserved bits and opcodes, fragments, UTF-8, closing,
# sizes, floods.
fn main() do
  let router = HTTP.router()
    |> HTTP.on_get("/ws", fn request ->
      case Ws.upgrade(request) do
        None -> HTTP.response(400, "no WebSocket")
        Some(conn) -> do
          Ws.run_messages(conn, echo, fn _, _, _ -> () end)
          HTTP.response(101, "")
        end
      end
    end)
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

fn echo(conn :: WsConn, message :: WsMessage) -> () do
  case message do
    Text(text) ->
      let _ = Ws.send(conn, text)
    Binary(bytes) ->
      let _ = Ws.send_bytes(conn, bytes)
  end
  ()
end
