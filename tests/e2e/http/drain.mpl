# client: drain.py
# `HTTP.drain` tells when all that was asked for is answered; when that takes too long, the server is killed.
fn router(main :: Pid<String>, millis :: Int) -> Router do
  HTTP.router() |> HTTP.on_get("/slow", fn _ ->
    send(main, "begun")
    Timer.sleep(millis)
    HTTP.response(200, "finished")
  end)
end

fn main() do
  let main = self()
  for (millis, patience) in [(300, 20000), (60000, 300)] do
    let server =
      spawn(fn -> HTTP.serve_on(router(main, millis), "127.0.0.1", Env.get_int("PORT", 0)) end)
    receive do
      "begun" -> ()
    end
    let drained = HTTP.drain(server, patience)
    Process.monitor(server)
    receive do
      (:down, _, _) -> println("${drained}")
    end
  end
  Process.halt(0)
end
