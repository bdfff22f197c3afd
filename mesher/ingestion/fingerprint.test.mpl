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

test("what cannot be read has no explanation") do
  assert_eq Fingerprint.explain("sentry", "{"), JsonNull
  assert_eq Fingerprint.older("sentry", "{"), []
end
