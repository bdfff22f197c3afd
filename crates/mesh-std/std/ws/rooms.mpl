# Rooms: connections that get the same messages.

## Enters a room, which it may be in already; `Err` when the connection is closed.
##
## ```mesh
## let url = Test.serve(
##   HTTP.router() |> HTTP.on_get("/", fn request ->
##     let conn = Option.unwrap(Ws.upgrade(request))
##     let _ = Ws.join(conn, "lobby")
##     let _ = Ws.send(conn, "welcome")
##     let _ = Ws.next(conn)
##     HTTP.response(101, "")
##   end)
## )
## let conn = Result.unwrap(Ws.connect(String.replace(url, "http", "ws")))
## assert_eq Ws.next(conn), Some("welcome")
## assert_eq Ws.broadcast("lobby", "hello"), 1
## assert_eq Ws.next(conn), Some("hello")
## ```
pub fn join(conn :: WsConn, room :: String) -> Result<(), String> do
  if enter(conn.key.number, room) do Ok(()) else closed() end
end

## Leaves a room, if it is there; `Err` when the connection is closed, which has left all rooms.
##
## ```mesh
## let url = Test.serve(
##   HTTP.router() |> HTTP.on_get("/", fn request ->
##     let conn = Option.unwrap(Ws.upgrade(request))
##     let _ = Ws.join(conn, "lobby")
##     let _ = Ws.leave(conn, "lobby")
##     let _ = Ws.send(conn, "welcome")
##     let _ = Ws.next(conn)
##     HTTP.response(101, "")
##   end)
## )
## let conn = Result.unwrap(Ws.connect(String.replace(url, "http", "ws")))
## assert_eq Ws.next(conn), Some("welcome")
## assert_eq Ws.broadcast("lobby", "hello"), 0
## ```
pub fn leave(conn :: WsConn, room :: String) -> Result<(), String> do
  if exit(conn.key.number, room) do Ok(()) else closed() end
end

## Sends a text to everybody in a room, as `try_send` does; the number of connections it was queued for.
##
## ```mesh
## let url = Test.serve(
##   HTTP.router() |> HTTP.on_get("/", fn request ->
##     let conn = Option.unwrap(Ws.upgrade(request))
##     let _ = Ws.join(conn, "lobby")
##     let _ = Ws.send(conn, "welcome")
##     let _ = Ws.next(conn)
##     HTTP.response(101, "")
##   end)
## )
## let conn = Result.unwrap(Ws.connect(String.replace(url, "http", "ws")))
## assert_eq Ws.next(conn), Some("welcome")
## assert_eq Ws.broadcast("lobby", "hello"), 1
## assert_eq Ws.next(conn), Some("hello")
## ```
@extern("mesh_ws_broadcast")
pub fn broadcast(room :: String, text :: String) -> Int

## The same for bytes.
##
## ```mesh
## let url = Test.serve(
##   HTTP.router() |> HTTP.on_get("/", fn request ->
##     let conn = Option.unwrap(Ws.upgrade(request))
##     let _ = Ws.join(conn, "lobby")
##     let _ = Ws.send(conn, "welcome")
##     let _ = Ws.next(conn)
##     HTTP.response(101, "")
##   end)
## )
## let conn = Result.unwrap(Ws.connect(String.replace(url, "http", "ws")))
## assert_eq Ws.next(conn), Some("welcome")
## assert_eq Ws.broadcast_bytes("lobby", Bytes.from_list([7])), 1
## assert_eq Ws.next_message(conn), Some(Binary(Bytes.from_list([7])))
## ```
@extern("mesh_ws_broadcast_bytes")
pub fn broadcast_bytes(room :: String, bytes :: Bytes) -> Int

## Sends a text to everybody in a room but one connection.
##
## ```mesh
## let url = Test.serve(
##   HTTP.router() |> HTTP.on_get("/", fn request ->
##     let conn = Option.unwrap(Ws.upgrade(request))
##     let _ = Ws.join(conn, "lobby")
##     let _ = Ws.send(conn, "${Ws.broadcast_except("lobby", "hello", conn)}")
##     HTTP.response(101, "")
##   end)
## )
## let conn = Result.unwrap(Ws.connect(String.replace(url, "http", "ws")))
## # Nobody else is there.
## assert_eq Ws.next(conn), Some("0")
## ```
pub fn broadcast_except(room :: String, text :: String, conn :: WsConn) -> Int do
  broadcast_to_others(room, text, conn.key.number)
end

## Sends several texts to everybody in a room, one message each, as `try_send_all` does; never waits. The texts are made ready once for
## all. Gives the connections that do not keep up, and have got none of them; those that are closed are not among them.
##
## ```mesh
## let url = Test.serve(
##   HTTP.router() |> HTTP.on_get("/", fn request ->
##     let conn = Option.unwrap(Ws.upgrade(request))
##     let _ = Ws.join(conn, "lobby")
##     let _ = Ws.send(conn, "welcome")
##     let _ = Ws.next(conn)
##     HTTP.response(101, "")
##   end)
## )
## let conn = Result.unwrap(Ws.connect(String.replace(url, "http", "ws")))
## assert_eq Ws.next(conn), Some("welcome")
## assert_eq Ws.broadcast_all("lobby", ["one", "two"]), []
## assert_eq Ws.next(conn), Some("one")
## ```
pub fn broadcast_all(room :: String, texts :: List<String>) -> List<WsConn> =
  List.map(broadcast_texts(room, texts), conn_of)

## The connections in a room.
##
## ```mesh
## let url = Test.serve(
##   HTTP.router() |> HTTP.on_get("/", fn request ->
##     let conn = Option.unwrap(Ws.upgrade(request))
##     let _ = Ws.join(conn, "lobby")
##     let _ = Ws.send(conn, "welcome")
##     let _ = Ws.next(conn)
##     HTTP.response(101, "")
##   end)
## )
## let conn = Result.unwrap(Ws.connect(String.replace(url, "http", "ws")))
## assert_eq Ws.next(conn), Some("welcome")
## assert_eq List.length(Ws.members("lobby")), 1
## ```
pub fn members(room :: String) -> List<WsConn> = List.map(member_numbers(room), conn_of)
