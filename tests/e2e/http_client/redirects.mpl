# driver: redirects.py
# What goes along with a redirect, and what does not.
fn main() do
  let (one, other) = (
    "http://127.0.0.1:${Env.get("PEER", "")}",
    "http://localhost:${Env.get("PEER", "")}"
  )
  let request = fn method, place, to, status ->
    Http.build(method, "${place}/go")
      |> Http.query("to", to)
      |> Http.query("status", "${status}")
      |> Http.header("Authorization", "Bearer secret")
      |> Http.header("Cookie", "a=1")
      |> Http.header("X-Other", "kept")
  end
  let show = fn label, request ->
    case Http.send(request) do
      Ok(answer) -> println("${label}: ${answer.status} ${answer.body} from ${answer.url}")
      Err(error) -> println("${label}: ${error}")
    end
  end
  show("same host", request(:get, one, "/seen", 302))
  show("other host", request(:get, one, "${other}/seen", 302))
  show("relative", request(:get, one, "seen?x=1#part", 301))
  for status in [301, 302, 303, 307, 308] do
    show("post ${status}", Http.body(request(:post, one, "/seen", status), "text"))
  end
  show("head 303", request(:head, one, "/seen", 303))
  # The page of a form may be where its sender is led to.
  show("own page", Http.body(Http.build(:post, "${one}/form"), "text"))
  # What comes only once cannot be sent again.
  show("once", Http.body_stream(request(:post, one, "/seen", 307), fn -> None end))
  show("not modified", request(:get, one, "/seen", 304))
  # A host of its own is for the server that is asked first.
  let named = fn method, place, to, status ->
    Http.header(request(method, place, to, status), "Host", "internal.example")
  end
  show("own host", named(:get, one, "/seen", 302))
  show("own host elsewhere", named(:get, one, "${other}/seen", 302))
  show("post elsewhere", Http.body(named(:post, one, "${other}/seen", 302), "text"))
  show("post again elsewhere", Http.body(named(:post, one, "${other}/seen", 307), "text"))
  show("no server", request(:get, one, "file:///etc/hostname", 302))
  # With the user in the URL.
  show(
    "user",
    Http.build(:get, "http://me:word@127.0.0.1:${Env.get("PEER", "")}/go?to=/seen&status=302")
  )
  show(
    "user elsewhere",
    Http.build(
      :get,
      "http://me:word@127.0.0.1:${Env.get("PEER", "")}/go?to=${other}/seen&status=302"
    )
  )
end
