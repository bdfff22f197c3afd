##! WebSocket connections and rooms. A connection is a number; after it is closed, sending to it does nothing.

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

## Makes a WebSocket of a request that asks for one; `None` when it does not, or the client is gone.
pub fn upgrade(request :: Request) -> Option<Int> = upgrade_exchange(request.exchange)

## The next text from the client; `None` when the connection is closed.
pub fn next(conn :: Int) -> Option<String> = next_text(conn)

## Sends a text: 0 when it is on its way, -1 when the connection is closed, -2 when the client does not keep up.
@extern("mesh_ws_send")
pub fn send(conn :: Int, text :: String) -> Int

## Ends the connection with a code and a reason.
@extern("mesh_ws_close")
pub fn close(conn :: Int, code :: Int, reason :: String) -> ()

## Ends every connection with a code and a reason, and waits a moment for them to go.
@extern("mesh_ws_close_all")
pub fn close_all(code :: Int, reason :: String) -> ()

@extern("mesh_ws_join")
fn enter(conn :: Int, room :: String) -> Bool

@extern("mesh_ws_leave")
fn exit(conn :: Int, room :: String) -> Bool

## Enters a room: 0, or -1 when the connection is closed.
pub fn join(conn :: Int, room :: String) -> Int = if enter(conn, room) do 0 else -1 end

## Leaves a room: 0, or -1 when it was not there.
pub fn leave(conn :: Int, room :: String) -> Int = if exit(conn, room) do 0 else -1 end

## Sends a text to everybody in a room; the number of connections that did not take it.
@extern("mesh_ws_broadcast")
pub fn broadcast(room :: String, text :: String) -> Int

## The same, without one connection.
@extern("mesh_ws_broadcast_except")
pub fn broadcast_except(room :: String, text :: String, conn :: Int) -> Int

## The connections in a room.
@extern("mesh_ws_members")
pub fn members(room :: String) -> List<Int>

## Reads a connection to its end in this actor. `on_close(conn, code, reason)` runs when the actor ends: with what the
## client said, or with 1011 when `on_message` crashed.
pub fn run(conn :: Int, on_message :: Fun(Int, String) -> (), on_close :: Fun(Int, Int, String) -> ()) -> () do
  Process.on_exit(fn ->
    fail(conn)
    on_close(conn, close_code(conn), close_reason(conn))
    forget(conn)
  end)
  read_all(conn, on_message)
end

fn read_all(conn :: Int, on_message :: Fun(Int, String) -> ()) -> () do
  case next_text(conn) do
    None -> ()
    Some(text) -> do
      on_message(conn, text)
      read_all(conn, on_message)
    end
  end
end

## Listens for WebSocket connections only, in the background. `on_connect(conn, path, headers)` refuses with a negative
## number.
pub fn serve(
  on_connect :: Fun(Int, String, Map<String, String>) -> Int,
  on_message :: Fun(Int, String) -> (),
  on_close :: Fun(Int, Int, String) -> (),
  port :: Int
) -> () do
  let accept = fn request ->
    case upgrade(request) do
      None -> HTTP.response(426, "this port speaks WebSocket")
      Some(conn) -> do
        if on_connect(conn, request.path, request.headers) < 0 do
          close(conn, 1008, "refused")
          forget(conn)
        else
          run(conn, on_message, on_close)
        end
        HTTP.response(101, "")
      end
    end
  end
  let router = HTTP.route(HTTP.router(), "/*", accept)
  spawn(fn -> HTTP.serve(router, port) end)
  ()
end
