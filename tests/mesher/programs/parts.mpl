##! Answers what the tests ask of Mesher's pure parts: a JSON object on each line, with the answer on a line of its own.

from Ingestion.Event import Event
from Ingestion.Fields import text_or_empty, micros
from Ingestion.Sentry import Origin
import Ingestion.Detail
import Ingestion.Fingerprint
import Ingestion.FirstRules
import Ingestion.Functions
import Ingestion.Native
import Ingestion.Parts
import Ingestion.Files
import Ingestion.Sentry
import Ingestion.Wording
import Sourcemaps.Places

fn main() do
  for line in IO.lines() do
    println(Json.encode(answer(Result.unwrap(Json.parse(line)))))
  end
end

fn answer(question :: Json) -> Json do
  let asked = fn name -> text_or_empty(question, name) end
  case asked("ask") do
    "detail" -> Detail.of(asked("form"), asked("body"))
    "explain" -> Fingerprint.explain(asked("form"), asked("body"))
    "event" ->
      event(if asked("form") == "native" do
        Native.parse(asked("body"))
      else
        Sentry.parse(asked("body"), nobody())
      end)
    # The fingerprint of the first rules.
    "first" ->
      JsonString(FirstRules.sentry(Parts.canonical(Result.unwrap(Json.parse(asked("body"))))))
    "function" -> JsonString(Functions.normal(asked("name"), asked("platform")))
    "file" -> JsonString(Files.file(asked("name")))
    "wording" -> JsonString(Wording.normal(asked("text")))
    "map_places" ->
      JsonArray(List.map(Places.of_map(asked("script"), asked("said")), fn place ->
        JsonString(place)
      end))
    "micros" -> json { at: micros(Option.unwrap(Json.field(question, "time"))) }
    other -> panic("nobody knows `${other}`")
  end
end

fn nobody() -> Origin = Origin { id: None, sent_at: None, client: None }

fn event(parsed :: Result<Event, String>) -> Json do
  case parsed do
    Err(reason) -> json { refused: reason }
    Ok(event) ->
      json {
        title: event.title,
        message: event.message,
        level: event.level,
        fingerprint: event.fingerprint,
        older: Fingerprint.older(event.form, event.body),
        rule: event.grouping_rule,
        culprit: event.culprit,
        exception_type: event.exception_type,
        exception_value: event.exception_value,
        handled: event.handled,
        environment: event.environment,
        release: event.release,
        dist: event.dist,
        transaction: event.transaction_name,
        user: event.user_label,
        tags: event.tags,
        occurred_at: event.occurred_at,
        cuts: event.cuts,
        body: event.body
      }
  end
end
