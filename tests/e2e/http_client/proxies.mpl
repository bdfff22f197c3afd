# driver: proxies.py
fn show(label :: String, outcome :: Result<HttpResponse, HttpError>) -> () do
  case outcome do
    Ok(answer) -> println("${label}: ${answer.status} ${answer.body}")
    Err(error) -> println("${label}: ${error}")
  end
end

fn main() do
  let trusting = Http.client_with(%{Http.options() | roots: ["ca.pem"]})
  show("http", Http.get("http://plain.example/path"))
  show(
    "https",
    Http.send_with(trusting, Http.build(:get, "https://localhost:${Env.get("PEER", "")}/path"))
  )
  show("not for all", Http.get("http://127.0.0.1:${Env.get("DIRECT", "")}/path"))
  let without = Http.client_with(%{Http.options() | proxies: false})
  show(
    "without",
    Http.send_with(without, Http.build(:get, "http://127.0.0.1:${Env.get("DIRECT", "")}/path"))
  )
  case Http.send_with(without, Http.build(:get, "http://plain.invalid/path")) do
    Err(Dns(_)) -> println("without: by name")
    other -> println("without: ${Result.map(other, Http.is_ok)}")
  end
end
