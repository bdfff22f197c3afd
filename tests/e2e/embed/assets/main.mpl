# client: client.py
# modes: debug release
# Embedded files as a site: from the program in a release build, from the disk in a debug build, and the same to clients.
fn main() do
  let web = embed("web/")
  let router = HTTP.router()
    |> HTTP.assets("/static", web)
    |> HTTP.assets_kept("/kept", web, "public, max-age=31536000, immutable")
    |> HTTP.on_get("/quit", fn _ ->
      spawn(fn ->
        Timer.sleep(50)
        Process.halt(0)
      end)
      HTTP.response(200, "bye")
    end)
  HTTP.serve_on(router, "127.0.0.1", Env.get_int("PORT", 0))
  ()
end
