# client: serve.py
# `Ws.serve` listens in the background: `on_connect` sees path and headers and may refuse; sending to what is closed fails.
fn port() -> Int = Option.unwrap_or(String.to_int(Env.get("PORT", "0")), 0)

fn on_connect(conn :: Int, path :: String, headers :: Map<String, String>) -> Int do
  if path == "/secret" and Map.get_or(headers, "x-key", "") != "open" do
    -1
  else
    Ws.send(conn, "welcome to ${path}")
    0
  end
end

fn on_message(conn :: Int, text :: String) -> () do
  if text == "quit" do
    Process.halt(0)
  end
  Ws.send(conn, String.to_upper(text))
  ()
end

fn on_close(conn :: Int, code :: Int, _reason :: String) -> () do
  println("${code} ${Ws.send(conn, "too late")} ${Ws.join(conn, "room")}")
end

fn main() do
  Ws.serve(on_connect, on_message, on_close, port())
  println("serving")
end
