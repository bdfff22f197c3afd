# client: handles.py
# A connection is a value: a key of a map, sent to another actor, compared, printed. After its end sending gives `Err`.
type Request do
  Enter(conn :: WsConn, name :: String)
  Tell(name :: String, text :: String, from :: WsConn)
  Left(conn :: WsConn)
end

actor hub(names :: Map<WsConn, String>) do
  receive do
    Enter(conn, name) -> do
      let known = Map.put(names, conn, name)
      let again = Map.put(known, conn, name)
      let _ = Ws.send(conn, "${name}, one of ${Map.size(again)}")
      hub(again)
    end
    Tell(name, text, from) -> do
      for (conn, found) in names do
        if found == name do
          let same = if conn == from do "myself" else "another" end
          let shown = if "${conn}" == "${from}" do "the same text" else "another text" end
          let _ =
            Ws.send(from, "${same}, ${shown}, ${Ws.send(conn, text)}, open: ${Ws.is_open(conn)}")
        end
      end
      hub(names)
    end
    Left(gone) -> do
      for (conn, name) in names do
        if conn != gone do
          let _ = Ws.send(conn, "${name} hears that somebody left")
        end
      end
      hub(names)
    end
  end
end

fn on_message(everybody :: Pid<Request>, conn :: WsConn, text :: String) -> () do
  case String.split(text, " ") do
    "enter" :: name :: _ -> send(everybody, Enter(conn, name))
    "tell" :: name :: rest -> send(everybody, Tell(name, String.join(rest, " "), conn))
    _ -> Process.halt(0)
  end
end

fn main() do
  let everybody = spawn(hub, %{})
  let port = Env.get_int("PORT", 0)
  Ws.serve(
    fn _, _, _ -> true end,
    fn conn, text -> on_message(everybody, conn, text) end,
    fn conn, code, _ ->
      println("${code}: ${Ws.send(conn, "late")}, ${Ws.leave(conn, "room")}, ${Ws.is_open(conn)}")
      Ws.close(conn, 1000, "again")
      send(everybody, Left(conn))
    end,
    port
  )
end
