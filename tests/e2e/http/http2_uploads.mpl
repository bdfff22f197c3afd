# driver: http2_uploads.py
# Bodies that nobody reads yet keep no other request of their connection back, as long as there is room for all that it may have.
fn wait_for(name :: String) -> () do
  if Option.is_none(Process.find(name)) do
    Timer.sleep(5)
    wait_for(name)
  end
end

fn main() do
  let router = HTTP.router()
    |> HTTP.on_post_raw("/later", fn request ->
      wait_for("released")
      let read = Request.read(request, 1_000_000, 1_000_000)
      HTTP.response(200, "${Result.map(read, String.byte_length)}")
    end)
    |> HTTP.on_post("/echo", fn request -> HTTP.response(200, Request.body(request)) end)
    |> HTTP.on_get("/release", fn _ ->
      let name = spawn(fn -> Timer.sleep(60000) end)
      HTTP.response(200, "${Process.register("released", name)}")
    end)
  let server = spawn(fn -> HTTP.serve_on(router, "127.0.0.1", Env.get_int("PORT", 0)) end)
  Process.wait_signal()
  println("drained: ${HTTP.drain(server, 10000)}")
  Process.halt(0)
end
