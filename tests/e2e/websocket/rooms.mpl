# client: rooms.py
# Rooms: entering, leaving, sending to all or to all others; who goes away is in no room any more.
fn main() do
  let router = serve(command, fn _conn, code, _ ->
    println("left with ${code}")
    Ws.broadcast("watch", "left with ${code}")
    ()
  end)
  case HTTP.serve_on(router, "127.0.0.1", port()) do
    _ -> ()
  end
end

fn command(conn :: WsConn, text :: String) -> () do
  let answer = case String.split(text, " ") do
    "join" :: room :: _ -> "join ${Ws.join(conn, room)}"
    "leave" :: room :: _ -> "leave ${Ws.leave(conn, room)}"
    "all" :: room :: rest -> "queued ${Ws.broadcast(room, String.join(rest, " "))}"
    "others" :: room :: rest -> "queued ${Ws.broadcast_except(room, String.join(rest, " "), conn)}"
    "members" :: room :: _ -> "members ${List.length(Ws.members(room))}"
    _ -> "what?"
  end
  let _ = Ws.send(conn, answer)
  ()
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
