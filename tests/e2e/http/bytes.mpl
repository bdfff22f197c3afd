# client: bytes.py
# Bodies that are no text, in both directions: also packed, empty, and read by the handler itself.
fn answered(bytes :: Bytes) -> Response =
  HTTP.response_bytes(200, Bytes.concat(bytes, Bytes.from_list([0, 255])), "image/png")

fn main() do
  let router = HTTP.router()
    |> HTTP.on_post("/echo", fn request -> answered(Request.bytes(request)) end)
    |> HTTP.on_post("/text", fn request -> HTTP.response(200, Request.body(request)) end)
    |> HTTP.on_post_raw("/raw", fn request ->
      case Request.read_bytes(request, 100, 100) do
        Ok(bytes) ->
          answered(bytes) |> HTTP.add_header("x-hash", Bytes.to_hex(Crypto.sha256_bytes(bytes)))
        Err(status) -> HTTP.response(status, "refused")
      end
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
