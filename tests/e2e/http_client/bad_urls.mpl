# What is wrong with a request is said before anybody connects.
fn show(label :: String, request :: HttpRequest) -> () do
  case Http.send(request) do
    Ok(answer) -> println("${label}: ${answer.status}")
    Err(HttpError.Invalid(text)) -> println("${label}: ${text}")
    Err(error) -> println("${label}: ${error}")
  end
end

fn main() do
  let texts = [
    "",
    "example.com",
    "/path",
    "ftp://example.com/",
    "http:/example.com",
    "http://",
    "http://:80/",
    "http://example.com:99999/",
    "http://example.com:port/",
    "http://1.2.3.400/",
    "http://[::1/",
    "http://[::g]/",
    "http://exa mple.com/",
    "http://exam\nple.com/",
    " http://example.com/",
    "http://example.com/\t",
    "http://user@/",
    "http://a%00b/"
  ]
  for text in texts do
    show("url", Http.build(:get, text))
  end
  let good = Http.build(:get, "http://127.0.0.1:1/")
  show("name", Http.header(good, "x y", "1"))
  show("no name", Http.header(good, "", "1"))
  show("split", Http.header(good, "x", "1\r\nevil: 2"))
  show("length", Http.header(good, "Content-Length", "5"))
  show("connection", Http.header(good, "Connection", "close"))
  show("method", Http.build(:connect, "http://127.0.0.1:1/"))
  show("no file", Http.body_file(good, "/no/such/file"))
  show("folder", Http.body_file(good, "/"))
  show("device", Http.body_file(good, "/dev/null"))
end
