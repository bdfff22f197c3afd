# client: bodies.py
# Bodies with a length, in chunks, compressed in three ways; limits before and after decompression.
fn describe(request :: Request) -> Response do
  let text = Request.body(request)
  let shown = if String.length(text) > 40 do "${String.length(text)} characters" else text end
  HTTP.response(200, shown)
end

fn limited(request :: Request) -> Response do
  case Request.read(request, 1000, 5000) do
    Ok(text) -> HTTP.response(200, "${String.length(text)}")
    Err(status) -> HTTP.response(status, "refused")
  end
end

fn routes() -> Router do
  HTTP.router()
    |> HTTP.on_post("/body", describe)
    |> HTTP.on_post_raw("/limited", limited)
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
