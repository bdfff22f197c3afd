# driver: bad_servers.py
# What no client should believe, wait for or keep in memory.
fn show(name :: String, outcome :: Result<HttpResponse, HttpError>) -> () do
  case outcome do
    Ok(answer) -> println("${name}: ${answer.status}, ${Bytes.length(Http.bytes(answer))} bytes")
    Err(error) -> println("${name}: ${error}")
  end
end

fn ask(name :: String) -> HttpRequest =
  Http.build(:get, "http://127.0.0.1:${Env.get("PEER", "")}/${name}")

fn main() do
  for name in [
    "garbage",
    "nothing",
    "cut",
    "short",
    "many_headers",
    "negative",
    "two_lengths",
    "bad_chunk"
  ] do
    show(name, Http.send(ask(name)))
  end
  # Never, and a byte now and then.
  for name in ["never", "half_a_head", "slow_head"] do
    show(name, Http.send(Http.timeout(ask(name), 400)))
  end
  show("slow_body", Http.send(Http.timeout(ask("slow_body"), 2000)))
  case Http.open(Http.timeout(ask("stops"), 2000)) do
    Ok(body) -> println("stops: ${Http.next(body)} ${Http.next(body)} ${Http.next(body)}")
    Err(error) -> println("stops: ${error}")
  end
  # More than anybody wants.
  for name in [
    "says_ten_gigabytes",
    "endless",
    "endless_chunks",
    "bomb/gzip",
    "bomb/br",
    "bomb/zstd",
    "bomb/wide"
  ] do
    show(name, Http.send(Http.max_bytes(ask(name), 1000000)))
  end
  for name in ["says_ten_gigabytes", "endless"] do
    show(name, Http.send(ask(name)))
  end
  # All of it, piece by piece, in little memory.
  case Http.fold(Http.max_bytes(ask("much"), 1000000000), 0, fn sum, piece ->
    sum + Bytes.length(piece)
  end) do
    Ok((_, sum)) -> println("much: ${sum}")
    Err(error) -> println("much: ${error}")
  end
  case Http.fold(ask("bomb/gzip"), 0, fn sum, piece -> sum + Bytes.length(piece) end) do
    Ok((_, sum)) -> println("bomb: ${sum}")
    Err(error) -> println("bomb: ${error}")
  end
  for coding in ["gzip", "br", "zstd"] do
    show("broken ${coding}", Http.send(ask("broken/${coding}")))
    show("cut ${coding}", Http.send(ask("cut/${coding}")))
  end
  for name in ["circle", "two_circle", "long/0", "nowhere", "other_scheme", "file"] do
    show(name, Http.send(ask(name)))
  end
  let few = Http.client_with(%{Http.options() | redirects: 2})
  show("few", Http.send_with(few, ask("long/0")))
  let none = Http.client_with(%{Http.options() | redirects: 0})
  show("none", Http.send_with(none, ask("long/0")))
  show("refused", Http.get("http://127.0.0.1:${Env.get("CLOSED", "")}/"))
  case Http.get("http://no-such-host.invalid/") do
    Err(Dns(text)) ->
      println("unknown host: ${String.starts_with(text, "no address is known for no-such-host.invalid: ")}")
    other -> println("unknown host: ${Result.map(other, Http.bytes)}")
  end
  show("leads away", Http.send(ask("away")))
end
