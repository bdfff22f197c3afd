# driver: http2.py
# HTTP/2 where the server offers it in the handshake: all requests over one connection.
fn show(label :: String, outcome :: Result<HttpResponse, HttpError>) -> () do
  case outcome do
    Ok(answer) -> println("${label}: ${answer.status} ${answer.body}")
    Err(error) -> println("${label}: ${error}")
  end
end

fn main() do
  let client = Http.client_with(%{Http.options() | roots: ["ca.pem"]})
  let ask = fn name ->
    Http.send_with(client, Http.build(:get, "https://localhost:${Env.get(name, "")}/"))
  end
  show("first", ask("BOTH"))
  for outcome in Job.map([1, 2, 3, 4, 5], fn _ -> ask("BOTH") end) do
    show("together", Result.unwrap(outcome))
  end
  show("only 1.1", ask("OLD"))
  case ask("GARBAGE") do
    Err(Protocol(_)) -> println("garbage: an error")
    other -> show("garbage", other)
  end
  # Bodies that end before their end, and one that does not.
  for name in ["HALF", "SHORT", "CANCELLED", "EARLY"] do
    show(name, ask(name))
  end
  # A connection on which somebody waited for nothing is not waited for again.
  show("a connection", ask("HANGS"))
  let within = fn ms ->
    let request = Http.build(:get, "https://localhost:${Env.get("HANGS", "")}/")
    Http.send_with(client, Http.timeout(request, ms))
  end
  show("that hangs", within(500))
  for _ in 0..3 do
    show("another", within(10000))
  end
  # A host that is another than the URL's is asked for over HTTP/1.1.
  let url = "https://localhost:${Env.get("HOSTS", "")}/"
  let named = fn host ->
    Http.send_with(client, Http.header(Http.build(:get, url), "Host", host))
  end
  show("same host", named("localhost:${Env.get("HOSTS", "")}"))
  show("other host", named("other.example"))
  let both = Http.header(Http.header(Http.build(:get, url), "Host", "a"), "host", "b")
  show("two hosts", Http.send_with(client, both))
end
