# client: clients_reset.py
# A client that breaks its connection off, in the midst of a body or before it has read its answer, ends only that.
fn main() do
  let router = HTTP.router()
    |> HTTP.on_get("/", fn _ -> HTTP.response(200, "here") end)
    |> HTTP.on_post("/", fn request ->
      HTTP.response(200, "${String.length(Request.body(request))}")
    end)
    |> HTTP.on_get("/slow", fn _ ->
      Timer.sleep(20)
      HTTP.response(200, String.repeat("x", 1000000))
    end)
    # What only the server knows is not taken from a handler.
    |> HTTP.on_get("/claims", fn _ ->
      HTTP.with_headers(HTTP.response(200, "12345"), %{"Content-Length" => "3"})
    end)
    |> HTTP.on_get("/query", fn request ->
      HTTP.response(200, Option.unwrap_or(Request.query(request, "a"), "none"))
    end)
    |> HTTP.on_get("/quit", quit)
  let _ = HTTP.serve_on(router, "127.0.0.1", Env.get_int("PORT", 0))
  ()
end

fn quit(_ :: Request) -> Response do
  spawn(fn ->
    Timer.sleep(50)
    Process.halt(0)
  end)
  HTTP.response(200, "bye")
end
