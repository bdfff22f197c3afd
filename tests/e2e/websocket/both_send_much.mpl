# Two sides that both send much, and both read, do not wait for each other.
fn pump(conn :: WsConn, text :: String, left :: Int) -> () do
  if left > 0 do
    case Ws.send(conn, text) do
      Ok(_) -> pump(conn, text, left - 1)
      Err(error) -> println("${error}")
    end
  end
end

fn drain(conn :: WsConn, left :: Int) -> Int do
  if left == 0 do
    0
  else
    case Ws.next(conn) do
      Some(_) -> drain(conn, left - 1)
      None -> left
    end
  end
end

fn count() -> Int = 60

fn exchange(conn :: WsConn) -> Int do
  let text = String.repeat("x", 500_000)
  let _ = Job.async(fn -> pump(conn, text, count()) end)
  drain(conn, count())
end

fn main() do
  let me = self()
  let router = HTTP.router()
    |> HTTP.on_get("/", fn request ->
      let conn = Option.unwrap(Ws.upgrade(request))
      println("${exchange(conn)} are missing")
      # The other side has not read all yet.
      let _ = Ws.next(conn)
      HTTP.response(101, "")
    end)
    |> HTTP.on_listen(fn _, port -> send(me, port) end)
  let _ = spawn(fn -> HTTP.serve_on(router, "127.0.0.1", 0) end)
  receive do
    port -> do
      let conn = Result.unwrap(Ws.connect("ws://127.0.0.1:${port}/"))
      println("${exchange(conn)} are missing")
    end
  end
  Timer.sleep(200)
  Process.halt(0)
end
