# driver: http2_bodies.py
# Where bodies end over HTTP/2: one that is reset before its end is a broken one, with whatever code, and an answer that has none has none.
fn chunks(request :: Request, done :: Int) -> String do
  case Request.chunk(request) do
    Ok(Some(bytes)) -> chunks(request, done + Bytes.length(bytes))
    Ok(None) -> "all of ${done}"
    Err(status) -> "${status} after ${done}"
  end
end

fn status_of(request :: Request) -> Int =
  Option.unwrap_or(Option.and_then(Request.param(request, "status"), String.to_int), 500)

fn main() do
  let router = HTTP.router()
    |> HTTP.limits(%{HTTP.default_limits() | body_bytes: 1000})
    |> HTTP.on_access(fn access -> println("${access.path} ends: ${access.status}") end)
    |> HTTP.on_post("/route", fn request ->
      println("/route took ${String.length(Request.body(request))}")
      HTTP.response(200, "taken")
    end)
    |> HTTP.on_post_raw("/read", fn request ->
      println("/read: ${Result.map(Request.read(request, 1000, 1000), String.length)}")
      HTTP.response(200, "taken")
    end)
    |> HTTP.on_post_raw("/chunks", fn request ->
      println("/chunks: ${chunks(request, 0)}")
      HTTP.response(200, "taken")
    end)
    |> HTTP.on_get("/given/:status", fn request -> HTTP.response(status_of(request), "hello") end)
    |> HTTP.on_get("/streamed/:status", fn request ->
      HTTP.stream(status_of(request), "text/plain", fn out ->
        let _ = HTTP.write(out, "hello")
        ()
      end)
    end)
  let server = spawn(fn -> HTTP.serve_on(router, "127.0.0.1", Env.get_int("PORT", 0)) end)
  Process.wait_signal()
  println("drained: ${HTTP.drain(server, 10000)}")
  Process.halt(0)
end
