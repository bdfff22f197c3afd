# driver: contents.py
# Files that the program has itself: types, tags, parts, folders; compressed once, or before.
fn main() do
  let text = Bytes.from_string(String.repeat("let it = be; ", 1000))
  let all = [
    ("index.html", Bytes.from_string("<p>the index</p>")),
    ("app.js", text),
    ("style.css", text),
    ("style.css.br", Bytes.from_string("packed before")),
    ("picture.png", text),
    ("sub/index.html", Bytes.from_string("below")),
    (".hidden", text)
  ]
  let router = HTTP.router()
    |> HTTP.use(Compression.answers)
    |> HTTP.contents("/kept", all, "public, max-age=31536000, immutable")
    |> HTTP.contents("/", all, "no-cache")
    |> HTTP.on_get("/route", fn _ -> HTTP.response(200, "a route comes before") end)
  let server = spawn(fn -> HTTP.serve_on(router, "127.0.0.1", Env.get_int("PORT", 0)) end)
  Process.wait_signal()
  println("drained: ${HTTP.drain(server, 10000)}")
  Process.halt(0)
end
