# client: rfc.py
# RFC 9110 and 9112 over raw sockets: framing, smuggling, chunks, pipelining, HEAD, 100-continue, early ends.
fn main() do
  let router = HTTP.router()
    |> HTTP.on_get("/", fn _ -> HTTP.response(200, "here") end)
    |> HTTP.on_get("/slow", fn _ ->
      Timer.sleep(50)
      HTTP.response(200, "slow")
    end)
    |> HTTP.on_post("/echo", fn request -> HTTP.response(200, Request.body(request)) end)
    |> HTTP.on_get("/echo", fn request -> HTTP.response(200, "get:" <> Request.body(request)) end)
    |> HTTP.on_post_raw("/unread", fn _ -> HTTP.response(200, "not read") end)
    |> HTTP.on_post_raw("/picky", fn request ->
      case Request.read(request, 10, 10) do
        Ok(body) -> HTTP.response(200, body)
        Err(status) -> HTTP.response(status, "refused")
      end
    end)
    |> HTTP.on_get("/none", fn _ -> HTTP.response(204, "not sent") end)
    |> HTTP.on_get("/anew", fn _ -> HTTP.response(205, "not sent") end)
    |> HTTP.on_get("/pieces", fn _ ->
      HTTP.stream(200, "text/plain", fn out ->
        let _ = HTTP.write(out, "one, ")
        let _ = HTTP.write(out, "two")
        ()
      end)
    end)
    |> HTTP.on_get("/streamed/:status", fn request ->
      let status = Option.and_then(Request.param(request, "status"), String.to_int)
      HTTP.stream(Option.unwrap_or(status, 500), "text/plain", fn out ->
        let _ = HTTP.write(out, "not sent")
        ()
      end)
    end)
    |> HTTP.on_get("/same", fn _ -> HTTP.response(304, "not sent") end)
    |> HTTP.route("/any", fn request -> HTTP.response(200, Request.method(request)) end)
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
