from Ingestion.Limits import sentry, native

fn event(text :: String) -> Json = Result.unwrap(Json.parse(text))

fn text_at(value :: Json, path :: List<String>) -> String = Result.unwrap(Json.string(value, path))

test("what is short stays as it is") do
  let given = event("{\"message\": \"short\", \"release\": \"1.0\"}")
  let (kept, cuts) = sentry(given)
  assert_eq kept, given
  assert cuts.total == 0
end

test("a long release is cut") do
  let (kept, cuts) = sentry(event("{\"release\": \"${String.repeat("r", 300)}\"}"))
  assert String.length(text_at(kept, ["release"])) <= 250
  assert cuts.total == 1
end

test("a native event has the same limits") do
  let (kept, cuts) = native(event("{\"environment\": \"${String.repeat("e", 65)}\"}"))
  assert String.length(text_at(kept, ["environment"])) <= 64
  assert cuts.total == 1
end
