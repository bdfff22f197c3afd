# client: listener_ends.py
# When the actor that listens is killed, requests on their way are answered, and their connections closed. Then the program ends.
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
end

fn router(main :: Pid<String>) -> Router do
  HTTP.router()
    |> HTTP.on_get("/hello", fn _ -> HTTP.response(200, "hello") end)
    |> HTTP.on_get("/stop", fn _ ->
      Process.exit(Process.whereis("listener"), Killed)
      # After main has nothing else to do.
      Timer.sleep(100)
      send(main, "answered")
      HTTP.response(200, "stopped")
    end)
end
