# client: broadcast_all.py
# Several texts to everybody in a room in one write; those who do not keep up get none of them, and are told.
fn main() do
  let router = HTTP.router()
    |> HTTP.on_get("/quit", quit)
    |> HTTP.on_get("/ws", fn request ->
      case Ws.upgrade(request) do
        None -> HTTP.response(426, "speak WebSocket")
        Some(conn) -> do
          Ws.run(conn, command, fn _, _, _ -> () end)
          HTTP.response(101, "")
        end
      end
    end)
  let _ = HTTP.serve_on(router, "127.0.0.1", Env.get_int("PORT", 0))
end

fn command(conn :: WsConn, text :: String) -> () do
  let answer = case String.split(text, " ") do
    "join" :: room :: _ -> "join ${Ws.join(conn, room)}"
    "all" :: room :: rest ->
      "late: ${List.length(Ws.broadcast_all(room, rest))} of ${List.length(Ws.members(room))}"
    "flood" :: room :: _ -> flood(room)
    "mirror" :: rest -> mirror(rest)
    _ -> "${Ws.try_send_all(conn, [text, text])}"
  end
  let _ = Ws.send(conn, answer)
end

# More than there is room for; tells which texts did not go out to the only member.
fn flood(room :: String) -> String do
  let refused = for count in 0..200 do
    let late = Ws.broadcast_all(room, ["${count} ${String.repeat("x", 60000)}", "and ${count}"])
    if late == [] do
      None
    else
      assert(late == Ws.members(room))
      Some(count)
    end
  end
  Json.encode(List.filter_map(refused, fn count -> count end))
end

# The side of a client, whose frames are masked one by one.
fn mirror(texts :: List<String>) -> String do
  case Ws.connect("ws://127.0.0.1:${Env.get_int("PORT", 0)}/ws") do
    Err(error) -> "${error}"
    Ok(conn) -> do
      let _ = Ws.join(conn, "clients")
      let late = Ws.broadcast_all("clients", texts)
      let heard = for _ in 0..(3 * List.length(texts)) do
        Option.unwrap_or(Ws.next(conn), "closed")
      end
      Ws.close(conn, 1000, "")
      "${late} ${heard}"
    end
  end
end

fn quit(_ :: Request) -> Response do
  spawn(fn ->
    Timer.sleep(50)
    Process.halt(0)
  end)
  HTTP.response(200, "bye")
end
