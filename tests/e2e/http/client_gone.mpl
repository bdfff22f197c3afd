# client: client_gone.py
# A handler may ask whether its client is still there, or end with it, and with what it has started.
fn watch(main :: Pid<String>, request :: Request) -> Response do
  if Request.client_gone(request) do
    send(main, "asked: gone")
    HTTP.response(200, "for nobody")
  else
    Timer.sleep(5)
    watch(main, request)
  end
end

fn main() do
  let main = self()
  let router = HTTP.router()
    |> HTTP.on_crash(fn _ ->
      send(main, "told of a crash")
      HTTP.response(500, "crashed")
    end)
    |> HTTP.on_get("/ask", fn request ->
      send(main, "begun")
      watch(main, request)
    end)
    |> HTTP.on_get("/end", fn request ->
      Process.on_exit(fn -> send(main, "ended") end)
      send(main, "begun")
      Request.exit_when_gone(request)
      Timer.sleep(60000)
      HTTP.response(200, "never")
    end)
    |> HTTP.on_get("/answered", fn request ->
      Request.exit_when_gone(request)
      HTTP.response(200, "answered")
    end)
  spawn(fn -> HTTP.serve_on(router, "127.0.0.1", Env.get_int("PORT", 0)) end)
  for _ in 0..4 do
    receive do
      text -> println(text)
    end
  end
  Process.halt(0)
end
