# client: no_http_drain.py
# A supervisor that stops its server loses no request: what is under way, also what comes on a connection that is open, is
# answered first. No further connection is accepted.
fn main() do
  let me = self()
  let router = HTTP.router()
    |> HTTP.on_get("/slow", fn _ ->
      send(me, "begun")
      Timer.sleep(400)
      HTTP.response(200, "finished")
    end)
    |> HTTP.on_get("/", fn _ -> HTTP.response(200, "here") end)
  let tree = Supervisor.start(OneForOne, 3, 5, [
    Supervisor.child(
      "http",
      fn -> spawn(fn -> HTTP.serve_on(router, "127.0.0.1", Env.get_int("PORT", 0)) end) end,
      Permanent,
      5000
    )
  ])
  receive do
    "begun" -> ()
  end
  Process.exit(tree, Shutdown)
  Process.monitor(tree)
  receive do
    (:down, _, reason) -> println("tree: ${reason}")
  end
  Process.halt(0)
end
