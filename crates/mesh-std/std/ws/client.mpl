# Connections to servers of others.

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
