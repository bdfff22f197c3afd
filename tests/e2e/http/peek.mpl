# client: peek.py
# The first bytes of a body before the rest is read or unpacked: as it is, and in every encoding. What reads it then gets all of it.
fn peeked(request :: Request) -> Response do
  let most = Option.unwrap_or(Option.and_then(Request.query(request, "most"), String.to_int), 5)
  let first = Result.map(Request.peek(request, most), Bytes.to_string_lossy)
  let again = Result.map(Request.peek(request, 2), Bytes.to_string_lossy)
  let rest = case Request.query(request, "then") do
    Some("chunks") -> "${all_chunks(request, "")}"
    Some("nothing") -> "left"
    _ -> "${Result.map(Request.read(request, 100000, 100000), shown)}"
  end
  let last = Result.map(Request.peek(request, 5), Bytes.to_string_lossy)
  HTTP.response(200, "${Result.map(first, shown)} ${again} | ${rest} | ${last}")
end

fn all_chunks(request :: Request, so_far :: String) -> Result<String, Int> do
  case Request.chunk(request)? do
    None -> Ok(shown(so_far))
    Some(piece) -> all_chunks(request, so_far <> Bytes.to_string_lossy(piece))
  end
end

fn shown(text :: String) -> String do
  if String.byte_length(text) > 40 do "${String.byte_length(text)} bytes" else text end
end

fn main() do
  let router = HTTP.router()
    |> HTTP.on_post_raw("/peek", peeked)
    |> HTTP.on_listen(fn address, port ->
      println("listens on ${address}: ${port == Env.get_int("PORT", 0)}")
    end)
    |> HTTP.on_get("/quit", fn _ ->
      spawn(fn ->
        Timer.sleep(50)
        Process.halt(0)
      end)
      HTTP.response(200, "bye")
    end)
  let _ = HTTP.serve_on(router, "127.0.0.1", Env.get_int("PORT", 0))
end
