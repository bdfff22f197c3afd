import Ingestion.Fingerprint

fn event(text :: String) -> Json = Result.unwrap(Json.parse(text))

fn of_message(text :: String) -> String =
  Fingerprint.sentry(event("{\"message\": \"${text}\"}")).fingerprint

fn of_error(kind :: String, value :: String, line :: Int) -> String do
  let frame =
    "{\"filename\": \"app.py\", \"function\": \"pay\", \"lineno\": ${line}, \"in_app\": true}"
  let exception =
    "{\"type\": \"${kind}\", \"value\": \"${value}\", \"stacktrace\": {\"frames\": [${frame}]}}"
  Fingerprint.sentry(event("{\"exception\": {\"values\": [${exception}]}}")).fingerprint
end

test("the same message belongs together, whatever its numbers") do
  assert_eq of_message("user 17 is gone"), of_message("user 4711 is gone")
  assert_ne of_message("user is gone"), of_message("order is gone")
end

test("a line that moved is the same place") do
  assert_eq of_error("ValueError", "no", 10), of_error("ValueError", "no", 12)
  assert_ne of_error("ValueError", "no", 10), of_error("KeyError", "no", 10)
end

test("clients may say what belongs together") do
  let one = Fingerprint.sentry(event("{\"message\": \"a\", \"fingerprint\": [\"mine\"]}"))
  let other = Fingerprint.sentry(event("{\"message\": \"b\", \"fingerprint\": [\"mine\"]}"))
  assert one.rule == "custom"
  assert_eq one.fingerprint, other.fingerprint
end

fn of_own(parts :: String, more :: String) -> String =
  Fingerprint.sentry(event("{\"message\": \"m\", \"fingerprint\": ${parts}${more}}")).fingerprint

test("a fingerprint names what the event says, as it is kept") do
  assert_eq of_own("[\"{{ level }}\"]", ""), "error"
  assert_eq of_own("[\"{{ level }}\"]", ", \"level\": \"WARN\""), "warning"
  let tagged = ", \"tags\": {\"environment\": \"eu\"}, \"release\": 7"
  assert_eq of_own("[\"{{ environment }}\", \"{{ release }}\"]", tagged), "eu|7"
end

test("a fingerprint without any text is none") do
  for parts in ["[]", "[\"\"]", "\"\"", "[\" \", \"\"]"] do
    assert_eq of_own(parts, ""), "msg:m"
    assert_eq Fingerprint.older("sentry", "{\"message\": \"m\", \"fingerprint\": ${parts}}"), []
  end
  assert_eq of_own("[\"{{ logger }}\"]", ""), "msg:m"
  let native = event("{\"message\": \"m\", \"fingerprint\": [\"\"]}")
  assert_eq Fingerprint.native(native).fingerprint, "msg:m"
end

test("the status of an answer stays, with the word before it, and leads to issues of the third rules") do
  for (said, now, third) in [
    ("status 404", "msg:status http404", "msg:1http404"),
    (
      "failed with status code: 503 now",
      "msg:failed with status code: http503 now",
      "msg:failed with 1http503 now"
    ),
    ("HTTP/1.1 500", "msg:http/<num> http500", "msg:1http500")
  ] do
    assert_eq of_message(said), now
    assert_eq List.first(Fingerprint.older("sentry", "{\"message\": \"${said}\"}")), Some(third)
  end
end

test("what cannot be read has no explanation") do
  assert_eq Fingerprint.explain("sentry", "{"), JsonNull
  assert_eq Fingerprint.older("sentry", "{"), []
end
