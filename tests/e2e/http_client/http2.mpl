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
end
