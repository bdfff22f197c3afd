# client: crashes.py
# stderr: division by zero
# A handler that crashes answers 500 to its client only; connection and server go on.
service Counter do
  fn init() -> Int do
    0
  end

  call Next() :: Int do |n|
    (n + 1, n + 1)
  end
end

fn divide(request :: Request) -> Response do
  let by = Option.unwrap_or(String.to_int(Option.unwrap_or(Request.query(request, "by"), "1")), 1)
  HTTP.response(200, "${100 / by}")
end

fn routes() -> Router do
  let counter = Counter.start()
  HTTP.router()
    |> HTTP.on_get("/divide", divide)
    |> HTTP.on_get("/count", fn _ -> HTTP.response(200, "${Counter.next(counter)}") end)
    |> HTTP.on_get("/kill", fn _ ->
      Process.exit_self(Killed)
      HTTP.response(200, "never")
    end)
end

fn port() -> Int = Option.unwrap_or(String.to_int(Env.get("PORT", "0")), 0)

fn main() do
  let served = HTTP.serve_on(routes() |> HTTP.on_get("/quit", quit), "127.0.0.1", port())
  println("${served}")
end

fn quit(_ :: Request) -> Response do
  spawn(fn ->
    Timer.sleep(50)
    Process.halt(0)
  end)
  HTTP.response(200, "bye")
end
