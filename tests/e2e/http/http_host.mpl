# client: http_host.py
# RFC 9112, 3.2: a request has exactly one Host.
fn main() do
  let router = HTTP.router()
    |> HTTP.on_get("/hello", fn request ->
      HTTP.response(200, "hello at " <> Option.unwrap_or(Request.header(request, "host"), ""))
    end)
    |> HTTP.on_get("/quit", fn _ ->
      spawn(fn ->
        Timer.sleep(50)
        Process.halt(0)
      end)
      HTTP.response(200, "bye")
    end)
  let _ = HTTP.serve_on(router, "127.0.0.1", Env.get_int("PORT", 0))
  ()
end
