# driver: given_up.py
# Answers over HTTP/2 that nobody wants any more, or that never end, are nobody else's trouble.
fn show(label :: String, outcome :: Result<HttpResponse, HttpError>) -> () do
  case outcome do
    Ok(answer) -> println("${label}: ${answer.body}")
    Err(error) -> println("${label}: ${error}")
  end
end

fn url(name :: String) -> String = "https://localhost:${Env.get(name, "")}/"

# Takes a piece of the answer, or all of it.
fn taken(client :: HttpClient, name :: String, all :: Bool) -> () do
  let body = Result.unwrap(Http.open_with(client, Http.build(:get, url(name))))
  let _ = Result.unwrap(Http.next(body))
  if all do rest(body) else Http.close(body) end
end

fn rest(body :: HttpBody) -> () do
  case Result.unwrap(Http.next(body)) do
    Some(_) -> rest(body)
    None -> ()
  end
end

fn main() do
  let client = Http.client_with(%{Http.options() | roots: ["ca.pem"]})
  # Somebody waits, while many answers are given up.
  let waiting = Job.async(fn -> Http.send_with(client, Http.build(:post, url("LARGE"))) end)
  Timer.sleep(100)
  for _ in 0..40 do
    taken(client, "LARGE", false)
  end
  println("given up")
  for _ in 0..10 do
    taken(client, "LARGE", true)
  end
  show("the same server", Http.send_with(client, Http.build(:get, url("LARGE"))))
  show("who waited", Result.unwrap(Job.await(waiting)))
  # A server that takes one request at a time over a connection, and an answer without an end.
  let endless = Result.unwrap(Http.open_with(client, Http.build(:get, url("ONE"))))
  println("${Result.is_ok(Http.next(endless))}")
  show("beside it", Http.send_with(client, Http.build(:get, url("ONE"))))
  Http.close(endless)
  # Nobody waits where somebody has waited in vain.
  let stuck = spawn(fn ->
    let _ = Http.send_with(client, Http.build(:get, url("STUCK")))
  end)
  Timer.sleep(300)
  Process.exit(stuck, Killed)
  Timer.sleep(100)
  show("another", Http.send_with(client, Http.build(:get, url("STUCK"))))
end
