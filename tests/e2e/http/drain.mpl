# client: drain.py
# `HTTP.drain` tells when all that was asked for is answered; when that takes too long, the server is killed.
fn router(main :: Pid<String>, millis :: Int) -> Router do
  HTTP.router()
    |> HTTP.on_get("/go", fn _ ->
      send(main, "go")
      HTTP.response(200, "gone")
    end)
    |> HTTP.on_get("/slow", fn _ ->
      Timer.sleep(millis)
      HTTP.response(200, "finished")
    end)
end

fn main() do
  let main = self()
  for millis in [400, 60000] do
    let server = spawn(fn -> HTTP.serve_on(router(main, millis), "127.0.0.1", Env.get_int("PORT", 0)) end)
    receive do
      "go" -> ()
    end
    let begun = Timer.now()
    let drained = HTTP.drain(server, 1000)
    Timer.sleep(20)
    println("${drained} ${Process.alive(server)} ${Timer.now() - begun < 5000}")
  end
  Process.halt(0)
end
