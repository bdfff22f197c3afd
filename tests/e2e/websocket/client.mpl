# driver: client.py
# WebSockets of which this program is the client.
fn url(name :: String, path :: String) -> String = "ws://127.0.0.1:${Env.get(name, "")}/${path}"

fn talk(label :: String, opened :: Result<WsConn, HttpError>) -> () do
  case opened do
    Err(error) -> println("${label}: ${error}")
    Ok(conn) -> do
      let _ = Ws.send(conn, "hello ✓")
      let _ = Ws.send_bytes(conn, Bytes.from_list([0, 255]))
      println("${label}: ${Ws.next_message(conn)} ${Ws.next_message(conn)} ${Ws.protocol(conn)}")
      Ws.close(conn, 1000, "enough")
      println("${label}: ${Ws.is_open(conn)} ${Ws.send(conn, "late")} ${Ws.try_send(conn, "late")} ${Ws.join(conn, "room")}")
      println("${label}: ${Ws.next(conn)} ${Ws.is_open(conn)}")
    end
  end
end

# Reads a connection to its end in an actor of its own; gives what its callbacks were told.
fn run(path :: String) -> String do
  let me = self()
  spawn(fn ->
    case Ws.connect(url("PEER", path)) do
      Err(error) -> send(me, "${error}")
      Ok(conn) ->
        Ws.run(
          conn,
          fn conn, text ->
            if text == "crash" do
              panic("told to")
            else
              let _ = Ws.send(conn, "got ${text}")
            end
          end,
          fn _, code, reason -> send(me, "closed ${code} `${reason}`") end
        )
    end
  end)
  receive do
    text -> text
  end
end

fn main() do
  talk("plain", Ws.connect(url("PEER", "echo")))
  let trusting = %{Ws.client_options() |
    client: Http.client_with(%{Http.options() | roots: ["ca.pem"]})
  }
  talk("TLS", Ws.connect_with("wss://localhost:${Env.get("SECURE", "")}/echo", trusting))
  let more = %{Ws.client_options() | headers: [("X-Name", "me")], protocols: ["v2", "v1"]}
  talk("protocols", Ws.connect_with(url("PEER", "protocols"), more))
  println("run: ${run("three")}")
  println("pings: ${run("ping")}")
  println("crash: ${run("crash")}")
  println("gone: ${run("gone")}")
  println("large: ${run("large")}")
  println("broken: ${run("broken")}")
  let small = %{Ws.client_options() | max_bytes: 1000}
  case Ws.connect_with(url("PEER", "thousand"), small) do
    Ok(conn) -> println("limit: ${Option.map(Ws.next(conn), String.length)} ${Ws.next(conn)}")
    Err(error) -> println("limit: ${error}")
  end
  # What is no WebSocket.
  for path in ["status", "key", "extension", "unasked", "garbage", "redirect"] do
    talk(path, Ws.connect(url("PEER", path)))
  end
  talk("never", Ws.connect_with(url("PEER", "never"), %{Ws.client_options() | time_ms: 500}))
  talk("refused", Ws.connect(url("CLOSED", "")))
  talk("expired", Ws.connect_with("wss://localhost:${Env.get("EXPIRED", "")}/echo", trusting))
  talk("unknown issuer", Ws.connect("wss://localhost:${Env.get("SECURE", "")}/echo"))
  talk(
    "private",
    Ws.connect_with(url("PEER", "echo"), %{Ws.client_options() |
      client: Http.client_with(%{Http.options() | private_addresses: false})
    })
  )
  talk("no URL", Ws.connect("http://127.0.0.1/"))
  talk(
    "no header",
    Ws.connect_with(url("PEER", "echo"), %{Ws.client_options() | headers: [("a b", "")]})
  )
  # A connection ends with its actor.
  let holder = spawn(fn ->
    let opened = Ws.connect(url("PEER", "held"))
    Timer.sleep(60000)
    println("${Result.is_ok(opened)}")
  end)
  println("held: ${Result.map(Http.get("http://127.0.0.1:${Env.get("PEER", "")}/held?"), fn answer -> answer.body end)}")
  Process.exit(holder, Killed)
  println("held: ${Result.map(Http.get("http://127.0.0.1:${Env.get("PEER", "")}/left?"), fn answer -> answer.body end)}")
end
