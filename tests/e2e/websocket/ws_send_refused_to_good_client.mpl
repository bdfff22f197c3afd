# client: ws_send_refused_to_good_client.py
# `Ws.send` waits for room: a client that reads loses nothing, however much is sent. `Ws.try_send` does not wait.
fn main() do
  let router = HTTP.router()
    |> HTTP.on_get("/ws", fn request ->
      case Ws.upgrade(request) do
        None -> HTTP.response(426, "a WebSocket")
        Some(conn) -> do
          Ws.run(conn, work, fn _, _, _ -> () end)
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

fn work(conn :: WsConn, text :: String) -> () do
  let large = String.repeat("x", 700000)
  case text do
    "send" -> do
      let refused = for _ in 0..30 do
        Ws.send(conn, large)
      end
      let small = for i in 0..1500 do
        Ws.send(conn, "m${i}")
      end
      let _ = Ws.send(conn, "refused: ${List.length(List.filter(refused ++ small, Result.is_err))}")
      ()
    end
    "try" -> do
      let refused = for _ in 0..30 do
        Ws.try_send(conn, large)
      end
      println("some refused: ${List.any(refused, Result.is_err)}, open: ${Ws.is_open(conn)}")
      let _ = Ws.send(conn, "done")
      ()
    end
    _ -> do
      # More than the sockets' own buffers take, to a client that goes away in the midst of it.
      let sent = for _ in 0..100 do
        Ws.send(conn, large)
      end
      println("gone: ${List.last(sent)}")
    end
  end
end
