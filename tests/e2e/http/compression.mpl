# driver: compression.py
# Answers are compressed as the client likes it: texts of some size, and nothing that is compressed already or is a part.
fn text() -> String = String.repeat("some text that repeats, ", 2000)

fn main() do
  let large = Bytes.from_string(text())
  let router = HTTP.router()
    |> HTTP.use(Compression.answers)
    |> HTTP.on_get("/text", fn _ -> HTTP.response(200, text()) end)
    |> HTTP.on_get("/json", fn _ -> HTTP.response_bytes(200, large, "application/problem+json") end)
    |> HTTP.on_get("/svg", fn _ -> HTTP.response_bytes(200, large, "image/svg+xml") end)
    |> HTTP.on_get("/png", fn _ -> HTTP.response_bytes(200, large, "image/png") end)
    |> HTTP.on_get("/small", fn _ -> HTTP.response(200, "small") end)
    |> HTTP.on_get("/packed", fn _ ->
      HTTP.with_header(HTTP.response(200, text()), "content-encoding", "other")
    end)
    |> HTTP.on_get("/fixed", fn _ ->
      HTTP.with_header(HTTP.response(200, text()), "cache-control", "no-transform")
    end)
    |> HTTP.on_get("/tag", fn _ ->
      HTTP.with_header(HTTP.response(200, text()), "etag", "\"x\"")
    end)
    |> HTTP.on_get("/part", fn _ -> HTTP.response(206, text()) end)
    |> HTTP.on_get("/none", fn _ -> HTTP.response(204, "") end)
    |> HTTP.on_get("/stream", fn _ ->
      HTTP.stream(200, "text/plain", fn out ->
        HTTP.write(out, text())
        ()
      end)
    end)
  let server = spawn(fn -> HTTP.serve_on(router, "127.0.0.1", Env.get_int("PORT", 0)) end)
  Process.wait_signal()
  println("drained: ${HTTP.drain(server, 10000)}")
  Process.halt(0)
end
