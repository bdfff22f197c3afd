# memory check: no, it waits for a fixed time
# client: listener_ends.py
# When the actor that listens ends, requests on their way are answered, and their connections closed.
fn main() do
  let main = self()
  let listener = spawn(fn -> HTTP.serve_on(router(main), "127.0.0.1", Env.get_int("PORT", 0)) end)
  Process.register("listener", listener)
  Process.monitor(listener)
  receive do
    (:down, _, reason) -> println("${reason}")
  end
  receive do
    text -> println(text)
  end
  # For the answer to get out.
  Timer.sleep(2000)
  Process.halt(0)
end

fn router(main :: Pid<String>) -> Router do
  HTTP.router() |> HTTP.on_get("/hello", fn _ -> HTTP.response(200, "hello") end) |> HTTP.on_get("/stop", fn _ ->
    Process.exit(Process.whereis("listener"), Shutdown)
    # For the connection to notice.
    Timer.sleep(1500)
    send(main, "answered")
    HTTP.response(200, "stopped")
  end)
end
