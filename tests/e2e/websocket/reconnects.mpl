# A connection that is closed and read to its end is forgotten, also by an actor that goes on and opens others.
fn resident() -> Int do
  let pages = String.split(Result.unwrap(File.read("/proc/self/statm")), " ")
  Option.unwrap(String.to_int(List.get(pages, 1))) * 4
end

fn again(url :: String, count :: Int) -> () do
  if count > 0 do
    let conn = Result.unwrap(Ws.connect(url))
    let _ = Ws.next(conn)
    Ws.close(conn, 1000, "")
    let _ = Ws.next(conn)
    again(url, count - 1)
  end
end

# Those that nobody reads to the end.
fn unread(url :: String, count :: Int) -> () do
  if count > 0 do
    Ws.close(Result.unwrap(Ws.connect(url)), 1000, "")
    unread(url, count - 1)
  end
end

fn main() do
  let me = self()
  let router = HTTP.router()
    |> HTTP.on_get("/", fn request ->
      let conn = Option.unwrap(Ws.upgrade(request))
      let _ = Ws.send(conn, "hi")
      let _ = Ws.next(conn)
      HTTP.response(101, "")
    end)
    |> HTTP.on_listen(fn _, port -> send(me, port) end)
  let _ = spawn(fn -> HTTP.serve_on(router, "127.0.0.1", 0) end)
  receive do
    port -> do
      let url = "ws://127.0.0.1:${port}/"
      again(url, 1500)
      unread(url, 100)
      Timer.sleep(200)
      let before = resident()
      again(url, 4000)
      Timer.sleep(200)
      let more = resident() - before
      println("${if more < 6000 do "little" else "${more} KiB" end} for 4000 connections")
    end
  end
  Process.halt(0)
end
