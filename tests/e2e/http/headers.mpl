# client: headers.py
# stderr: a response has a status from 200 to 599, not 42
# stderr: a response has a status from 200 to 599, not 101
# Headers are lists in both directions; an impossible status is a crash of its handler.
fn main() do
  let router = HTTP.router()
    |> HTTP.on_get("/cookies", fn _ ->
      HTTP.response(200, "two")
        |> HTTP.add_header("Set-Cookie", "a=1; Path=/")
        |> HTTP.add_header("set-cookie", "b=2")
        |> HTTP.with_headers(%{"X-One" => "first"})
        |> HTTP.with_header("x-one", "second")
    end)
    |> HTTP.on_get("/seen", fn request ->
      let all = String.join(Request.headers(request, "X-Thing"), "|")
      let first = Option.unwrap_or(Request.header(request, "x-THING"), "none")
      let names = List.map(request.headers, fn header -> Tuple.first(header) end)
      HTTP.response(
        200,
        "${all}, first ${first}, none ${Request.headers(request, "x-other")}, ${String.join(names, " ")}"
      )
    end)
    |> HTTP.on_get("/status/:code", fn request ->
      HTTP.response(
        Option.unwrap_or(Option.and_then(Request.param(request, "code"), String.to_int), 0),
        "as asked"
      )
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
