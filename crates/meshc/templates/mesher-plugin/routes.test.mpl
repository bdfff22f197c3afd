from Notice import Notice
import Plugin
import Routes
import Signature

const SECRET = "a secret"

const BODY = """
{"alert": {"id": "a1", "status": "open", "message": "a new issue", "triggered_at": "2026-01-02T03:04:05Z", "snapshot": {}},
 "rule": {"id": "r1", "name": "New errors", "condition": {"condition_type": "new_issue"}},
 "issue": {"id": "i1", "number": 7, "title": "TypeError: no", "culprit": "cart.js", "level": "error", "status": "unresolved",
  "event_count": 3, "first_seen": "2026-01-02T03:04:05Z", "last_seen": "2026-01-02T03:04:05Z"},
 "project": {"id": "p1", "number": 1, "name": "shop"}, "url": "https://mesher.example/issues/7"}
"""

type Event do
  Listening(Int)
  Acted(String)
end

# A server on a free port that tells this test of what it acts on; its address.
fn started(act :: Fun(Notice) -> Result<(), String>) -> String do
  let test :: Pid<Event> = self()
  # What is linked to a test ends with it.
  link(spawn(serve, test, act))
  receive do
    Listening(port) -> "http://127.0.0.1:${port}/mesher"
    Acted(_) -> panic("nothing was sent yet")
  end
end

actor serve(test :: Pid<Event>, act :: Fun(Notice) -> Result<(), String>) do
  let acting = fn notice ->
    send(test, Acted(Plugin.told(notice)))
    act(notice)
  end
  let router =
    Routes.router(SECRET, acting) |> HTTP.on_listen(fn(_, port) -> send(test, Listening(port)) end)
  assert Result.is_ok(HTTP.serve_on(router, "127.0.0.1", 0))
end

# The status of the answer to a message, signed some seconds ago.
fn posted(url :: String, delivery :: String, body :: String, secret :: String, ago :: Int) -> Int do
  let seconds = DateTime.to_unix_secs(DateTime.utc_now()) - ago
  let request = Http.build(:post, url)
    |> Http.json(body)
    |> Http.header("X-Mesher-Delivery", delivery)
    |> Http.header("X-Mesher-Timestamp", "${seconds}")
    |> Http.header("X-Mesher-Signature", Signature.of(secret, seconds, body))
  case Http.send(request) do
    Ok(answer) -> answer.status
    Err(error) -> panic("${error}")
  end
end

test("acts once on what Mesher sends, also when it is sent again") do
  let url = started(fn _ -> Ok(()) end)
  assert_eq posted(url, "d1", BODY, SECRET, 0), 204
  assert_receive Acted("[shop] New errors: TypeError: no (3 times)")
  assert_eq posted(url, "d1", BODY, SECRET, 0), 204
  refute_receive Acted(_)
  assert_eq posted(url, "d2", BODY, SECRET, 0), 204
  assert_receive Acted(_)
end

test("what was not done is asked for again") do
  let url = started(fn _ -> Err("the printer is out of paper") end)
  assert_eq posted(url, "d1", BODY, SECRET, 0), 500
  assert_receive Acted(_)
  assert_eq posted(url, "d1", BODY, SECRET, 0), 500
  assert_receive Acted(_)
end

test("nobody else is listened to") do
  let url = started(fn _ -> Ok(()) end)
  assert_eq posted(url, "d1", BODY, "another secret", 0), 401
  assert_eq posted(url, "d1", BODY, SECRET, 3600), 401
  assert_eq posted(url, "d1", BODY, SECRET, -3600), 401
  assert_eq posted(url, "d1", "{}", SECRET, 0), 410
  refute_receive Acted(_)
end
