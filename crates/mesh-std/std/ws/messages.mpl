# What is read from a connection and sent over it, and its end.

## The subprotocol that both sides speak, if they agreed upon one.
##
## ```mesh
## let url = Test.serve(
##   HTTP.router() |> HTTP.on_get("/", fn request ->
##     let conn = Option.unwrap(Ws.upgrade(request))
##     Ws.close(conn, 1000, "")
##     HTTP.response(101, "")
##   end)
## )
## let conn = Result.unwrap(Ws.connect(String.replace(url, "http", "ws")))
## assert_eq Ws.protocol(conn), None
## ```
pub fn protocol(conn :: WsConn) -> Option<String> = protocol_of(conn.key.number)

## The next message from the other side as text; `None` when the connection is closed. Bytes that are no text end the connection
## with code 1007.
##
## ```mesh
## let url = Test.serve(
##   HTTP.router() |> HTTP.on_get("/", fn request ->
##     let conn = Option.unwrap(Ws.upgrade(request))
##     let _ = Ws.send(conn, "welcome")
##     Ws.close(conn, 1000, "")
##     HTTP.response(101, "")
##   end)
## )
## let conn = Result.unwrap(Ws.connect(String.replace(url, "http", "ws")))
## assert_eq Ws.next(conn), Some("welcome")
## assert_eq Ws.next(conn), None
## ```
pub fn next(conn :: WsConn) -> Option<String> do
  case next_message(conn) do
    None -> None
    Some(Text(text)) -> Some(text)
    Some(Binary(bytes)) ->
      case Bytes.to_string(bytes) do
        Ok(text) -> Some(text)
        Err(_) -> do
          close(conn, 1007, "not UTF-8")
          None
        end
      end
  end
end

## The next message from the other side; `None` when the connection is closed.
##
## ```mesh
## let url = Test.serve(
##   HTTP.router() |> HTTP.on_get("/", fn request ->
##     let conn = Option.unwrap(Ws.upgrade(request))
##     let _ = Ws.send_bytes(conn, Bytes.from_list([0, 255]))
##     HTTP.response(101, "")
##   end)
## )
## let conn = Result.unwrap(Ws.connect(String.replace(url, "http", "ws")))
## assert_eq Ws.next_message(conn), Some(Binary(Bytes.from_list([0, 255])))
## ```
pub fn next_message(conn :: WsConn) -> Option<WsMessage> do
  case next_content(conn.key.number) do
    Ok(text) -> Some(Text(text))
    Err(Some(bytes)) -> Some(Binary(bytes))
    Err(None) -> None
  end
end

## Whether something can still be sent: not after `close`, here or there.
##
## ```mesh
## let url = Test.serve(
##   HTTP.router() |> HTTP.on_get("/", fn request ->
##     let conn = Option.unwrap(Ws.upgrade(request))
##     Ws.close(conn, 1000, "")
##     HTTP.response(101, "")
##   end)
## )
## let conn = Result.unwrap(Ws.connect(String.replace(url, "http", "ws")))
## assert_eq Ws.next(conn), None
## assert not Ws.is_open(conn)
## ```
pub fn is_open(conn :: WsConn) -> Bool = is_open_number(conn.key.number)

# How long `send` waits for a client to take what was sent before, in milliseconds.
fn patience() -> Int = 10000

## Sends a text: `Ok` when it is on its way, `Err` when the connection is closed. Waits while a mebibyte is still on its way to the
## client; when that takes ten seconds, it is `Err`, too. Texts of one actor arrive in their order.
##
## ```mesh
## let url = Test.serve(
##   HTTP.router() |> HTTP.on_get("/", fn request ->
##     let conn = Option.unwrap(Ws.upgrade(request))
##     let _ = Ws.send(conn, "${Ws.next(conn)}")
##     HTTP.response(101, "")
##   end)
## )
## let conn = Result.unwrap(Ws.connect(String.replace(url, "http", "ws")))
## assert_eq Ws.send(conn, "hello"), Ok(())
## assert_eq Ws.next(conn), Some("Some(hello)")
## ```
pub fn send(conn :: WsConn, text :: String) -> Result<(), String> do
  case try_send_text(conn.key.number, text) do
    -2 -> sent(send_text(conn.key.number, text, patience()))
    done -> sent(done)
  end
end

## The same for bytes.
##
## ```mesh
## let url = Test.serve(
##   HTTP.router() |> HTTP.on_get("/", fn request ->
##     let conn = Option.unwrap(Ws.upgrade(request))
##     let _ = Ws.send(conn, "${Ws.next_message(conn)}")
##     HTTP.response(101, "")
##   end)
## )
## let conn = Result.unwrap(Ws.connect(String.replace(url, "http", "ws")))
## assert_eq Ws.send_bytes(conn, Bytes.from_list([7])), Ok(())
## assert Option.is_some(Ws.next(conn))
## ```
pub fn send_bytes(conn :: WsConn, bytes :: Bytes) -> Result<(), String> do
  case try_send_binary(conn.key.number, bytes) do
    -2 -> sent(send_binary(conn.key.number, bytes, patience()))
    done -> sent(done)
  end
end

## Sends a text if there is room: never waits. `Err` when the connection is closed, which `is_open` tells, or the client does not
## keep up.
##
## ```mesh
## let url = Test.serve(
##   HTTP.router() |> HTTP.on_get("/", fn request ->
##     let conn = Option.unwrap(Ws.upgrade(request))
##     let _ = Ws.next(conn)
##     Ws.close(conn, 1000, "")
##     HTTP.response(101, "")
##   end)
## )
## let conn = Result.unwrap(Ws.connect(String.replace(url, "http", "ws")))
## assert_eq Ws.try_send(conn, "hello"), Ok(())
## assert_eq Ws.next(conn), None
## assert Result.is_err(Ws.try_send(conn, "hello"))
## ```
pub fn try_send(conn :: WsConn, text :: String) -> Result<(), String> =
  sent(try_send_text(conn.key.number, text))

## The same for bytes.
##
## ```mesh
## let url = Test.serve(
##   HTTP.router() |> HTTP.on_get("/", fn request ->
##     let conn = Option.unwrap(Ws.upgrade(request))
##     let _ = Ws.next_message(conn)
##     HTTP.response(101, "")
##   end)
## )
## let conn = Result.unwrap(Ws.connect(String.replace(url, "http", "ws")))
## assert_eq Ws.try_send_bytes(conn, Bytes.from_list([7])), Ok(())
## ```
pub fn try_send_bytes(conn :: WsConn, bytes :: Bytes) -> Result<(), String> do
  sent(try_send_binary(conn.key.number, bytes))
end

## Sends several texts, one message each, if there is room for all of them; otherwise none is sent. They go out in one write.
##
## ```mesh
## let url = Test.serve(
##   HTTP.router() |> HTTP.on_get("/", fn request ->
##     let conn = Option.unwrap(Ws.upgrade(request))
##     let _ = Ws.try_send_all(conn, ["one", "two"])
##     HTTP.response(101, "")
##   end)
## )
## let conn = Result.unwrap(Ws.connect(String.replace(url, "http", "ws")))
## assert_eq Ws.next(conn), Some("one")
## assert_eq Ws.next(conn), Some("two")
## ```
pub fn try_send_all(conn :: WsConn, texts :: List<String>) -> Result<(), String> =
  sent(try_send_texts(conn.key.number, texts))

fn sent(outcome :: Int) -> Result<(), String> do
  case outcome do
    0 -> Ok(())
    -1 -> closed()
    _ -> Err("the client does not keep up")
  end
end

fn closed() -> Result<(), String> = Err("the connection is closed")

## Ends the connection with a code and a reason, behind all that was sent. A reason is cut to 123 bytes; a code that no
## close frame may carry (below 1000, 1005, 1006, 1015) is a crash.
##
## ```mesh
## let url = Test.serve(
##   HTTP.router() |> HTTP.on_get("/", fn request ->
##     let conn = Option.unwrap(Ws.upgrade(request))
##     Ws.close(conn, 1000, "that was all")
##     HTTP.response(101, "")
##   end)
## )
## let conn = Result.unwrap(Ws.connect(String.replace(url, "http", "ws")))
## assert_eq Ws.next(conn), None
## ```
pub fn close(conn :: WsConn, code :: Int, reason :: String) -> () =
  close_number(conn.key.number, code, reason)

## Ends every connection with a code and a reason, and waits a moment for them to go.
##
## ```mesh
## let url = Test.serve(
##   HTTP.router() |> HTTP.on_get("/", fn request ->
##     let conn = Option.unwrap(Ws.upgrade(request))
##     let _ = Ws.next(conn)
##     HTTP.response(101, "")
##   end)
## )
## let conn = Result.unwrap(Ws.connect(String.replace(url, "http", "ws")))
## Ws.close_all(1001, "the server ends")
## assert_eq Ws.next(conn), None
## ```
@extern("mesh_ws_close_all")
pub fn close_all(code :: Int, reason :: String) -> ()
