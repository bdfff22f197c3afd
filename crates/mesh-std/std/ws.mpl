##! WebSocket connections and rooms. Any actor may hold a connection and send to it; after it is closed, that gives `Err`.

## A connection. Only this module makes one.
pub struct WsConn do
  key :: Key
end deriving(Eq, Ord, Hash)

# Private, so that nobody else can make a connection out of a number. The number of a closed one is never used again.
struct Key do
  number :: Int
end deriving(Eq, Ord, Hash)

impl Display for WsConn do
  fn to_string(self) -> String = "WsConn(${self.key.number})"
end

impl Debug for WsConn do
  fn inspect(self) -> String = self.to_string()
end

fn conn_of(number :: Int) -> WsConn = WsConn { key: Key { number: number } }

@extern("mesh_ws_upgrade")
fn upgrade_exchange(
  exchange :: Exchange,
  origins :: List<String>,
  protocols :: List<String>,
  max_bytes :: Int
) -> Option<Int>

@extern("mesh_ws_connect")
fn connect_number(
  client :: HttpClient,
  url :: String,
  headers :: List<String>,
  protocols :: List<String>,
  max_bytes :: Int,
  time_ms :: Int
) -> Result<Int, (Int, String)>

@extern("mesh_ws_protocol")
@reads
fn protocol_of(conn :: Int) -> Option<String>

@extern("mesh_ws_try_send_all")
fn try_send_texts(conn :: Int, texts :: List<String>) -> Int

@extern("mesh_ws_broadcast_all")
fn broadcast_texts(room :: String, texts :: List<String>) -> List<Int>

# A text; otherwise bytes, or `None` when the connection is closed.
@extern("mesh_ws_next")
fn next_content(conn :: Int) -> Result<String, Option<Bytes>>

@extern("mesh_ws_close_code")
@reads
fn close_code(conn :: Int) -> Int

@extern("mesh_ws_close_reason")
@reads
fn close_reason(conn :: Int) -> String

@extern("mesh_ws_fail")
fn fail(conn :: Int) -> ()

# How the connection ends is asked for later.
@extern("mesh_ws_keep_end")
fn keep_end(conn :: Int) -> ()

@extern("mesh_ws_forget")
fn forget(conn :: Int) -> ()

@extern("mesh_ws_is_open")
@reads
fn is_open_number(conn :: Int) -> Bool

@extern("mesh_ws_try_send")
fn try_send_text(conn :: Int, text :: String) -> Int

@extern("mesh_ws_try_send_bytes")
fn try_send_binary(conn :: Int, bytes :: Bytes) -> Int

@extern("mesh_ws_send")
fn send_text(conn :: Int, text :: String, millis :: Int) -> Int

@extern("mesh_ws_send_bytes")
fn send_binary(conn :: Int, bytes :: Bytes, millis :: Int) -> Int

@extern("mesh_ws_close")
fn close_number(conn :: Int, code :: Int, reason :: String) -> ()

@extern("mesh_ws_join")
fn enter(conn :: Int, room :: String) -> Bool

@extern("mesh_ws_leave")
fn exit(conn :: Int, room :: String) -> Bool

@extern("mesh_ws_broadcast_except")
fn broadcast_to_others(room :: String, text :: String, conn :: Int) -> Int

@extern("mesh_ws_members")
@reads
fn member_numbers(room :: String) -> List<Int>

## A message: a text or any bytes.
pub type WsMessage do
  Text(String)
  Binary(Bytes)
end deriving(Eq, Debug)

## What a server asks of a handshake.
pub struct WsOptions do
  ## Origins whose pages may connect, beside the server's own: `"https://app.example.com"`, or `"*"` for all.
  origins :: List<String>
  ## Subprotocols that the server speaks; the first one that the client offers as well is taken.
  protocols :: List<String>
  ## The largest message that a client may send; a larger one ends the connection with code 1009.
  max_bytes :: Int
end deriving()

## No other origins, no subprotocols, messages of up to 16 MiB.
##
## ```mesh
## assert_eq Ws.options().max_bytes, 16_777_216
## ```
pub fn options() -> WsOptions = WsOptions { origins: [], protocols: [], max_bytes: 16777216 }

## Makes a WebSocket of a request that asks for one; `None` when it does not, when the client is gone, or when the handshake is
## refused. Then the client has got its answer: 426 for another version than 13, 400 for a broken key, 405 for another method than
## GET, 403 for a page of another origin than the server's (RFC 6455, section 4.2; what sends no `Origin` is no browser).
##
## ```mesh
## let url = Test.serve(
##   HTTP.router() |> HTTP.on_get("/", fn request ->
##     let conn = Option.unwrap(Ws.upgrade(request))
##     let _ = Ws.send(conn, "welcome")
##     HTTP.response(101, "")
##   end)
## )
## let conn = Result.unwrap(Ws.connect(String.replace(url, "http", "ws")))
## assert_eq Ws.next(conn), Some("welcome")
## ```
pub fn upgrade(request :: Request) -> Option<WsConn> = upgrade_with(request, options())

## The same with further origins, with subprotocols, or another limit: `Ws.upgrade_with(request, %{Ws.options() | origins: ["*"]})`.
##
## ```mesh
## let url = Test.serve(
##   HTTP.router() |> HTTP.on_get("/", fn request ->
##     let conn = Option.unwrap(Ws.upgrade_with(request, %{Ws.options() | protocols: ["chat.v1"]}))
##     let _ = Ws.send(conn, "${Ws.protocol(conn)}")
##     HTTP.response(101, "")
##   end)
## )
## let options = %{Ws.client_options() | protocols: ["chat.v2", "chat.v1"]}
## let conn = Result.unwrap(Ws.connect_with(String.replace(url, "http", "ws"), options))
## assert_eq Ws.next(conn), Some("Some(chat.v1)")
## ```
pub fn upgrade_with(request :: Request, options :: WsOptions) -> Option<WsConn> do
  Option.map(
    upgrade_exchange(request.exchange, options.origins, options.protocols, options.max_bytes),
    conn_of
  )
end

## What a client asks of a server.
pub struct WsClientOptions do
  ## Headers that go along with the handshake: `[("Authorization", "Bearer …")]`.
  headers :: List<(String, String)>
  ## Subprotocols that the client speaks, the preferred one first.
  protocols :: List<String>
  ## The largest message that the server may send; a larger one ends the connection with code 1009.
  max_bytes :: Int
  ## How long the handshake may take, in milliseconds.
  time_ms :: Int
  ## Whose terms hold for the connection: root certificates, proxies, which addresses may be reached.
  client :: HttpClient
end deriving()

## No headers, no subprotocols, messages of up to 16 MiB, 30 s, the terms of `Http.options`.
##
## ```mesh
## assert_eq Ws.client_options().time_ms, 30_000
## ```
pub fn client_options() -> WsClientOptions do
  WsClientOptions {
    headers: [],
    protocols: [],
    max_bytes: 16777216,
    time_ms: 30000,
    client: Http.default_client()
  }
end

## Opens a WebSocket to a server: `Ws.connect("wss://example.com/live")`. What can be done with the connection is what a server can do:
## `next` or `run` take its messages. It ends with the actor that opened it.
##
## ```mesh
## let url = Test.serve(
##   HTTP.router() |> HTTP.on_get("/", fn request ->
##     let conn = Option.unwrap(Ws.upgrade(request))
##     let _ = Ws.send(conn, "welcome")
##     HTTP.response(101, "")
##   end)
## )
## let conn = Result.unwrap(Ws.connect(String.replace(url, "http", "ws")))
## assert_eq Ws.next(conn), Some("welcome")
## ```
pub fn connect(url :: String) -> Result<WsConn, HttpError> = connect_with(url, client_options())

## The same on other terms.
##
## ```mesh
## let url = Test.serve(
##   HTTP.router() |> HTTP.on_get("/", fn request ->
##     let conn = Option.unwrap(Ws.upgrade(request))
##     let _ = Ws.send(conn, "${Request.header(request, "x-name")}")
##     HTTP.response(101, "")
##   end)
## )
## let options = %{Ws.client_options() | headers: [("x-name", "ann")]}
## let conn = Result.unwrap(Ws.connect_with(String.replace(url, "http", "ws"), options))
## assert_eq Ws.next(conn), Some("Some(ann)")
## ```
pub fn connect_with(url :: String, options :: WsClientOptions) -> Result<WsConn, HttpError> do
  let headers =
    List.flat_map(options.headers, fn header -> [Tuple.first(header), Tuple.second(header)] end)
  let number = connect_number(
    options.client,
    url,
    headers,
    options.protocols,
    options.max_bytes,
    options.time_ms
  )
  Result.map(Result.map_err(number, Http.failure), conn_of)
end

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

## Reads a connection to its end in this actor, binary messages as text, too (see `next`). `on_close(conn, code, reason)` runs
## when the actor ends: with what the client or `close` said, or with 1011 when `on_message` crashed.
##
## ```mesh
## let url = Test.serve(
##   HTTP.router() |> HTTP.on_get("/", fn request ->
##     let conn = Option.unwrap(Ws.upgrade(request))
##     Ws.run(
##       conn,
##       fn conn, text ->
##         let _ = Ws.send(conn, "you said ${text}")
##         ()
##       end,
##       fn _, _, _ -> () end
##     )
##     HTTP.response(101, "")
##   end)
## )
## let conn = Result.unwrap(Ws.connect(String.replace(url, "http", "ws")))
## assert_eq Ws.send(conn, "hello"), Ok(())
## assert_eq Ws.next(conn), Some("you said hello")
## ```
pub fn run(
  conn :: WsConn,
  on_message :: Fun(WsConn, String) -> (),
  on_close :: Fun(WsConn, Int, String) -> ()
) -> () do
  end_with(conn, on_close)
  read_all(conn, on_message)
end

## The same for messages of both kinds.
##
## ```mesh
## let url = Test.serve(
##   HTTP.router() |> HTTP.on_get("/", fn request ->
##     let conn = Option.unwrap(Ws.upgrade(request))
##     Ws.run_messages(
##       conn,
##       fn conn, message ->
##         let _ = Ws.send(conn, "you said ${message}")
##         ()
##       end,
##       fn _, _, _ -> () end
##     )
##     HTTP.response(101, "")
##   end)
## )
## let conn = Result.unwrap(Ws.connect(String.replace(url, "http", "ws")))
## assert_eq Ws.send(conn, "hello"), Ok(())
## assert_eq Ws.next(conn), Some("you said Text(hello)")
## ```
pub fn run_messages(
  conn :: WsConn,
  on_message :: Fun(WsConn, WsMessage) -> (),
  on_close :: Fun(WsConn, Int, String) -> ()
) -> () do
  end_with(conn, on_close)
  read_all_messages(conn, on_message)
end

fn end_with(conn :: WsConn, on_close :: Fun(WsConn, Int, String) -> ()) -> () do
  let number = conn.key.number
  keep_end(number)
  Process.on_exit(fn ->
    fail(number)
    on_close(conn, close_code(number), close_reason(number))
    forget(number)
  end)
end

fn read_all(conn :: WsConn, on_message :: Fun(WsConn, String) -> ()) -> () do
  case next(conn) do
    None -> ()
    Some(text) -> do
      on_message(conn, text)
      read_all(conn, on_message)
    end
  end
end

fn read_all_messages(conn :: WsConn, on_message :: Fun(WsConn, WsMessage) -> ()) -> () do
  case next_message(conn) do
    None -> ()
    Some(message) -> do
      on_message(conn, message)
      read_all_messages(conn, on_message)
    end
  end
end

## Listens for WebSocket connections only, in the background. `on_connect(conn, path, headers)` tells whether the connection
## is accepted; one that is not ends with code 1008. `headers` has one value for each name: the first.
##
## ```mesh
## pub fn start() do
##   Ws.serve(
##     fn _, path, _ -> path == "/chat" end,
##     fn conn, text -> Ws.close(conn, 1000, text) end,
##     fn _, _, _ -> () end,
##     8081
##   )
## end
## ```
pub fn serve(
  on_connect :: Fun(WsConn, String, Map<String, String>) -> Bool,
  on_message :: Fun(WsConn, String) -> (),
  on_close :: Fun(WsConn, Int, String) -> (),
  port :: Int
) -> () do
  serve_with(options(), on_connect, on_message, on_close, port)
end

## The same with other terms for the handshake: further origins, say, for pages that another server gives out.
##
## ```mesh
## pub fn start() do
##   Ws.serve_with(
##     %{Ws.options() | origins: ["https://app.example.com"]},
##     fn _, path, _ -> path == "/chat" end,
##     fn conn, text -> Ws.close(conn, 1000, text) end,
##     fn _, _, _ -> () end,
##     8081
##   )
## end
## ```
pub fn serve_with(
  options :: WsOptions,
  on_connect :: Fun(WsConn, String, Map<String, String>) -> Bool,
  on_message :: Fun(WsConn, String) -> (),
  on_close :: Fun(WsConn, Int, String) -> (),
  port :: Int
) -> () do
  let router = only(options, on_connect, on_message, on_close)
  spawn(fn -> HTTP.serve(router, port) end)
  ()
end

## The same with TLS, for pages that come over it; `certificate` and `key` as `HTTP.serve_tls` takes them.
##
## ```mesh
## pub fn start() do
##   Ws.serve_tls(
##     fn _, path, _ -> path == "/chat" end,
##     fn conn, text -> Ws.close(conn, 1000, text) end,
##     fn _, _, _ -> () end,
##     8081,
##     "certificate.pem",
##     "key.pem"
##   )
## end
## ```
pub fn serve_tls(
  on_connect :: Fun(WsConn, String, Map<String, String>) -> Bool,
  on_message :: Fun(WsConn, String) -> (),
  on_close :: Fun(WsConn, Int, String) -> (),
  port :: Int,
  certificate :: String,
  key :: String
) -> () do
  serve_tls_with(options(), on_connect, on_message, on_close, port, certificate, key)
end

## Both: other terms for the handshake, and TLS.
##
## ```mesh
## pub fn start() do
##   Ws.serve_tls_with(
##     Ws.options(),
##     fn _, path, _ -> path == "/chat" end,
##     fn conn, text -> Ws.close(conn, 1000, text) end,
##     fn _, _, _ -> () end,
##     8081,
##     "certificate.pem",
##     "key.pem"
##   )
## end
## ```
pub fn serve_tls_with(
  options :: WsOptions,
  on_connect :: Fun(WsConn, String, Map<String, String>) -> Bool,
  on_message :: Fun(WsConn, String) -> (),
  on_close :: Fun(WsConn, Int, String) -> (),
  port :: Int,
  certificate :: String,
  key :: String
) -> () do
  let router = only(options, on_connect, on_message, on_close)
  spawn(fn -> HTTP.serve_tls(router, port, certificate, key) end)
  ()
end

# Takes WebSocket connections on every path, and nothing else.
fn only(
  options :: WsOptions,
  on_connect :: Fun(WsConn, String, Map<String, String>) -> Bool,
  on_message :: Fun(WsConn, String) -> (),
  on_close :: Fun(WsConn, Int, String) -> ()
) -> Router do
  let accept = fn request ->
    case upgrade_with(request, options) do
      None ->
        HTTP.response_with_headers(426, "this port speaks WebSocket", %{
          "upgrade" => "websocket",
          "connection" => "Upgrade",
          "sec-websocket-version" => "13"
        })
      Some(conn) -> do
        if on_connect(conn, request.path, Map.from_list(List.reverse(request.headers))) do
          run(conn, on_message, on_close)
        else
          close(conn, 1008, "rejected")
          forget(conn.key.number)
        end
        HTTP.response(101, "")
      end
    end
  end
  HTTP.route(HTTP.router(), "/*", accept)
end
