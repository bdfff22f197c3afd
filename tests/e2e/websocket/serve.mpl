# client: serve.py
# `Ws.serve` listens in the background: `on_connect` sees path and headers and may refuse; sending to what is closed fails.
fn port() -> Int = Option.unwrap_or(String.to_int(Env.get("PORT", "0")), 0)

fn on_connect(conn :: WsConn, path :: String, headers :: Map<String, String>) -> Bool do
  if path == "/secret" and Map.get_or(headers, "x-key", "") != "open" do
    false
  else
    let _ = Ws.send(conn, "welcome to ${path}")
    true
  end
end

fn on_message(conn :: WsConn, text :: String) -> () do
  if text == "quit" do
    Process.halt(0)
  end
  if text == "join" do
    let _ = Ws.join(conn, "watch")
  end
  let _ = Ws.send(conn, String.to_upper(text))
  ()
end

fn on_close(conn :: WsConn, code :: Int, _reason :: String) -> () do
  println("${code} ${Ws.send(conn, "too late")} ${Ws.join(conn, "room")}")
  Ws.broadcast("watch", "shown: ${code}")
  ()
end

fn main() do
  Ws.serve(on_connect, on_message, on_close, port())
  println("serving")
end
