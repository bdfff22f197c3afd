# A server, and the loop that reads a connection.

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
