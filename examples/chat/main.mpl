##! Chat rooms over WebSocket. The first text of a client is its name.

fn main() do
  let router = HTTP.router() |> HTTP.on_get("/rooms/:room", enter)
  spawn(listen, router, Env.get_int("PORT", 8080))
  Process.wait_signal()
  Ws.close_all(1001, "the server stops")
  Process.halt(0)
end

actor listen(router :: Router, port :: Int) do
  case HTTP.serve_on(router, "127.0.0.1", port) do
    Ok(_) -> ()
    Err(error) -> do
      IO.eprintln(error)
      Process.halt(1)
    end
  end
end

fn enter(request :: Request) -> Response do
  let room = Option.unwrap_or(Request.param(request, "room"), "lobby")
  case Ws.upgrade(request) do
    None -> HTTP.response(426, Json.encode(json { error: "connect with a WebSocket" }))
    Some(conn) -> do
      let _ = Ws.send(conn, "who are you?")
      case Ws.next(conn) do
        None -> ()
        Some(name) -> talk(conn, room, name)
      end
      HTTP.response(101, "")
    end
  end
end

# This actor belongs to the connection: it ends with it.
fn talk(conn :: WsConn, room :: String, name :: String) -> () do
  let _ = Ws.join(conn, room)
  let others = List.length(Ws.members(room)) - 1
  # Before its client can tell anybody to come: they need not hear of it.
  Ws.broadcast_except(room, "${name} is here", conn)
  let _ = Ws.send(conn, "welcome, ${name}; ${others} here")
  Ws.run(
    conn,
    fn conn, text -> say(conn, room, "${name}: ${text}") end,
    fn _, _, _ ->
      Ws.broadcast_except(room, "${name} has left", conn)
      ()
    end
  )
end

fn say(conn :: WsConn, room :: String, text :: String) -> () do
  Ws.broadcast_except(room, text, conn)
  ()
end
