# client: close_behind_much.py
# A close frame goes out behind everything that was sent, however much waits. When the listener has ended, too, and main has nothing
# left to do, the program ends only after that.
fn main() do
  let main = self()
  let listener = spawn(fn -> HTTP.serve_on(router(main), "127.0.0.1", Env.get_int("PORT", 0)) end)
  Process.register("listener", listener)
  receive do
    text -> println(text)
  end
end

fn router(main :: Pid<String>) -> Router do
  HTTP.router()
    |> HTTP.on_get("/ws", fn request -> talk(main, request, false) end)
    |> HTTP.on_get("/last", fn request -> talk(main, request, true) end)
end

fn talk(main :: Pid<String>, request :: Request, last :: Bool) -> Response do
  case Ws.upgrade(request) do
    None -> HTTP.response(426, "speak WebSocket")
    Some(conn) -> do
      if last do
        Process.exit(Process.whereis("listener"), Shutdown)
      end
      let _ = Ws.send(conn, String.repeat("x", 5000000))
      Ws.close(conn, 4000, String.repeat("é", 100))
      if last do
        send(main, "main ends")
      else
        Ws.run(conn, fn _, _ -> () end, fn _, _, _ -> () end)
      end
      HTTP.response(101, "")
    end
  end
end
