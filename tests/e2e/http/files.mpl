# driver: files.py
# Files of a folder: types, what a client has already, parts, folders, and whatever is not to be seen. Over both versions of HTTP.
fn main() do
  let router = HTTP.router()
    |> HTTP.use(Compression.answers)
    |> HTTP.files("/static", "public")
    |> HTTP.on_get("/static/own", fn _ -> HTTP.response(200, "a route comes before files") end)
    |> HTTP.files("/missing/", "no such folder")
    |> HTTP.on_not_found(fn request -> HTTP.response(404, "no ${Request.path(request)}") end)
    |> HTTP.on_get("/absent", fn _ -> HTTP.absent() end)
  let server = spawn(fn -> HTTP.serve_on(router, "127.0.0.1", Env.get_int("PORT", 0)) end)
  Process.wait_signal()
  println("drained: ${HTTP.drain(server, 10000)}")
  Process.halt(0)
end
