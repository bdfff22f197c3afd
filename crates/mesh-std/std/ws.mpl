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
fn upgrade_exchange(exchange :: Exchange) -> Option<Int>

@extern("mesh_ws_next")
fn next_text(conn :: Int) -> Option<String>

@extern("mesh_ws_close_code")
fn close_code(conn :: Int) -> Int

@extern("mesh_ws_close_reason")
fn close_reason(conn :: Int) -> String

@extern("mesh_ws_fail")
fn fail(conn :: Int) -> ()

@extern("mesh_ws_forget")
fn forget(conn :: Int) -> ()

@extern("mesh_ws_is_open")
fn is_open_number(conn :: Int) -> Bool

@extern("mesh_ws_send")
fn send_text(conn :: Int, text :: String) -> Int

@extern("mesh_ws_close")
fn close_number(conn :: Int, code :: Int, reason :: String) -> ()

@extern("mesh_ws_join")
fn enter(conn :: Int, room :: String) -> Bool

@extern("mesh_ws_leave")
fn exit(conn :: Int, room :: String) -> Bool

@extern("mesh_ws_broadcast_except")
fn broadcast_to_others(room :: String, text :: String, conn :: Int) -> Int

@extern("mesh_ws_members")
fn member_numbers(room :: String) -> List<Int>

## Makes a WebSocket of a request that asks for one; `None` when it does not, or the client is gone.
pub fn upgrade(request :: Request) -> Option<WsConn> = Option.map(upgrade_exchange(request.exchange), conn_of)

## The next text from the client; `None` when the connection is closed.
pub fn next(conn :: WsConn) -> Option<String> = next_text(conn.key.number)

## Whether texts can still be sent.
pub fn is_open(conn :: WsConn) -> Bool = is_open_number(conn.key.number)

## Sends a text: `Ok` when it is on its way, `Err` when the connection is closed or the client does not keep up.
pub fn send(conn :: WsConn, text :: String) -> Result<(), String> do
  case send_text(conn.key.number, text) do
    0 -> Ok(())
    -1 -> closed()
    _ -> Err("the client does not keep up")
  end
end

fn closed() -> Result<(), String> = Err("the connection is closed")

## Ends the connection with a code and a reason, behind all that was sent. A reason is cut to 123 bytes; a code that no
## close frame may carry (below 1000, 1005, 1006, 1015) is a crash.
pub fn close(conn :: WsConn, code :: Int, reason :: String) -> () = close_number(conn.key.number, code, reason)

## Ends every connection with a code and a reason, and waits a moment for them to go.
@extern("mesh_ws_close_all")
pub fn close_all(code :: Int, reason :: String) -> ()

## Enters a room, which it may be in already; `Err` when the connection is closed.
pub fn join(conn :: WsConn, room :: String) -> Result<(), String> do
  if enter(conn.key.number, room) do Ok(()) else closed() end
end

## Leaves a room, if it is there; `Err` when the connection is closed, which has left all rooms.
pub fn leave(conn :: WsConn, room :: String) -> Result<(), String> do
  if exit(conn.key.number, room) do Ok(()) else closed() end
end

## Sends a text to everybody in a room; the number of connections it was queued for.
@extern("mesh_ws_broadcast")
pub fn broadcast(room :: String, text :: String) -> Int

## The same, without one connection.
pub fn broadcast_except(room :: String, text :: String, conn :: WsConn) -> Int do
  broadcast_to_others(room, text, conn.key.number)
end

## The connections in a room.
pub fn members(room :: String) -> List<WsConn> = List.map(member_numbers(room), conn_of)

## Reads a connection to its end in this actor. `on_close(conn, code, reason)` runs when the actor ends: with what the
## client or `close` said, or with 1011 when `on_message` crashed.
pub fn run(conn :: WsConn, on_message :: Fun(WsConn, String) -> (), on_close :: Fun(WsConn, Int, String) -> ()) -> () do
  let number = conn.key.number
  Process.on_exit(fn ->
    fail(number)
    on_close(conn, close_code(number), close_reason(number))
    forget(number)
  end)
  read_all(conn, on_message)
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

## Listens for WebSocket connections only, in the background. `on_connect(conn, path, headers)` tells whether the connection
## is accepted; one that is not ends with code 1008.
pub fn serve(
  on_connect :: Fun(WsConn, String, Map<String, String>) -> Bool,
  on_message :: Fun(WsConn, String) -> (),
  on_close :: Fun(WsConn, Int, String) -> (),
  port :: Int
) -> () do
  let accept = fn request ->
    case upgrade(request) do
      None -> HTTP.response(426, "this port speaks WebSocket")
      Some(conn) -> do
        if on_connect(conn, request.path, request.headers) do
          run(conn, on_message, on_close)
        else
          close(conn, 1008, "rejected")
          forget(conn.key.number)
        end
        HTTP.response(101, "")
      end
    end
  end
  let router = HTTP.route(HTTP.router(), "/*", accept)
  spawn(fn -> HTTP.serve(router, port) end)
  ()
end
