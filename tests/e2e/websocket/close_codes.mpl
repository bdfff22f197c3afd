# client: close_codes.py
# stderr: the handler broke
# How connections end: by the client, by the server, by a crash, by broken frames, or without a word.
fn main() do
  let router = serve(
    fn conn, text -> answer(conn, text) end,
    fn _, code, reason ->
      println("closed ${code} ${reason}")
      Ws.broadcast("watch", "closed ${code} ${reason}")
      ()
    end
  )
  case HTTP.serve_on(router, "127.0.0.1", port()) do
    _ -> ()
  end
end

fn answer(conn :: WsConn, text :: String) -> () do
  case text do
    "bye" -> Ws.close(conn, 4001, "as you wish")
    "bye and crash" -> do
      Ws.close(conn, 4002, "before the crash")
      panic("the handler broke")
    end
    "watch" -> do
      let _ = Ws.send(conn, "watch ${Ws.join(conn, "watch")}")
      ()
    end
    "crash" -> panic("the handler broke")
    _ -> do
      let _ = Ws.send(conn, text)
      ()
    end
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
