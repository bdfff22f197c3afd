# driver: requests.py
fn show(name :: String, outcome :: Result<HttpResponse, HttpError>) -> () do
  case outcome do
    Ok(answer) -> println("${name}: ${answer.status} ${answer.body}")
    Err(error) -> println("${name}: ${error}")
  end
end

fn short(text :: String) -> Result<String, String> do
  let answer = Http.get(text)?
  Ok(answer.body)
end

fn main() do
  let base = "http://127.0.0.1:${Env.get("PEER", "")}"
  show("get", Http.get("${base}/hello"))
  show("post", Http.post("${base}/echo", "{\"a\":1}"))
  show("missing", Http.get("${base}/status/404"))
  show("broken", Http.get("${base}/status/503"))
  for method in [:get, :put, :patch, :delete, :options, :propfind] do
    show("${method}", Http.send(Http.build(method, "${base}/method")))
  end
  case Http.send(Http.build(:head, "${base}/hello")) do
    Ok(answer) ->
      println("head: ${answer.status} `${answer.body}` ${Http.header_of(answer, "Content-Length")}")
    Err(error) -> println("${error}")
  end
  # A request is a value: what is made of it leaves it as it is.
  let request = Http.build(:get, "${base}/seen?first=1#part")
    |> Http.header("X-One", "1")
    |> Http.query("name", "a b&c=é")
  let more = request
    |> Http.header("X-Two", "2")
    |> Http.query("page", "2")
  show("more", Http.send(more))
  show("less", Http.send(request))
  show("again", Http.send(request))
  show(
    "user",
    Http.send(Http.build(:get, "http://me:pass%20word@127.0.0.1:${Env.get("PEER", "")}/seen"))
  )
  let put = Http.build(:put, "${base}/echo")
    |> Http.header("content-type", "text/x")
    |> Http.body("ünï")
  show("put", Http.send(put))
  case Http.get("${base}/latin") do
    Ok(answer) ->
      println("latin: ${answer.body} ${Http.bytes(answer)} ${Http.headers_of(answer, "Set-Cookie")}")
    Err(error) -> println("${error}")
  end
  for packed in ["gzip", "br", "zstd", "plain", "deflate", "empty"] do
    case Http.get("${base}/packed/${packed}") do
      Ok(answer) ->
        println("${packed}: ${answer.body} ${Http.header_of(answer, "content-encoding")}")
      Err(error) -> println("${packed}: ${error}")
    end
  end
  # Who says what may come gets it as it is.
  case Http.send(
    Http.build(:get, "${base}/packed/gzip") |> Http.header("accept-encoding", "gzip")
  ) do
    Ok(answer) ->
      println("by hand: ${Bytes.get(Http.bytes(answer), 0)} ${Http.header_of(answer, "content-encoding")}")
    Err(error) -> println("${error}")
  end
  println("text: ${short("${base}/hello")} ${short("nowhere")}")
  println("old: ${HTTP.get("${base}/hello")} ${HTTP.get("${base}/status/404")} ${HTTP.post("${base}/echo", "[1]")}")
  # A client's connections are its own, and end with it.
  let client = Http.client()
  show("client", Http.send_with(client, Http.build(:get, "${base}/connection")))
  show("client", Http.send_with(client, Http.build(:get, "${base}/connection")))
  Http.client_close(client)
  show("closed", Http.send_with(client, Http.build(:get, "${base}/connection")))
  let jobs = Job.map([1, 2, 3, 4, 5, 6, 7, 8], fn n ->
    Http.send(Http.build(:get, "${base}/slowly/${n}"))
  end)
  let bodies = for job in jobs do
    case job do
      Ok(Ok(answer)) -> answer.body
      _ -> "?"
    end
  end
  println("together: ${String.join(bodies, " ")}")
end
