# The limits of a form are seen before all of it is read: no more of its parts than there may be, and one.
fn main() do
  let me = self()
  let limits = %{Form.default_limits() | parts: 3, field: 5, all: 3_000_000}
  let router = HTTP.router()
    |> HTTP.limits(%{HTTP.default_limits() | body_bytes: 10_000_000})
    |> HTTP.on_post("/", fn request ->
      case Form.read_with(request, limits) do
        Ok(form) -> HTTP.response(200, form.fields.inspect())
        Err(status) -> HTTP.response(status, "no form")
      end
    end)
    |> HTTP.on_listen(fn _, port -> send(me, port) end)
  spawn(fn ->
    let _ = HTTP.serve_on(router, "127.0.0.1", 0)
    ()
  end)
  let port = receive do
    port -> port
  end
  for body in [
    "a=1&b&c=x%20y",
    "a&b&c&",
    "a&b&c&d",
    "a=12345",
    "a=123456",
    String.repeat("a&", 1_000_000),
    String.repeat("&", 2_000_000),
    String.repeat("a&", 2_000_000)
  ] do
    let request = Http.build(:post, "http://127.0.0.1:${port}/")
      |> Http.header("content-type", "application/x-www-form-urlencoded")
      |> Http.body(body)
    println("${Result.map(Http.send(request), fn answer -> (answer.status, answer.body) end)}")
  end
  Process.halt(0)
end
