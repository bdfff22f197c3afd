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
