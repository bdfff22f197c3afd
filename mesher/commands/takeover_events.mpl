##! The events of Bugsink and GlitchTip, whose tables hold what clients sent; Sentry's export has none. They are grouped as if they
##! came now, and keep their times.

from Commands.TakeoverFile import Found, Item, text_in
from Ingestion.Sentry import Origin
from Storage.Entries import Entry, Outcome
from Storage.Events import Memory
import Ingestion.Fields
import Ingestion.Sentry
import Storage.Clock
import Storage.Entries
import Storage.Events
import Storage.Partitions

# So many are written at once.
fn portion() -> Int = 100

## Takes over the events of these projects (ids here by ids there); what there is to tell.
pub fn take(
  db :: Db,
  found :: Found,
  projects :: Map<String, String>
) -> Result<List<String>, DbError> do
  let issues = List.index_by(found.issues, fn issue -> issue.pk end)
  let releases = List.index_by(found.releases, fn release -> release.pk end)
  let entries =
    List.filter_map(found.events, fn event -> entry(event, projects, issues, releases) end)
  let ordered = List.sort_by(entries, fn one -> one.received_at end)
  let start = (0, Events.empty_memory())
  let (stored, _) = List.try_reduce(
    List.chunks(ordered, portion()),
    start,
    fn (count, memory), some ->
      let (outcomes, known) = written(db, memory, some)?
      Ok((count + List.count(outcomes, is_stored), known))
    end
  )?
  if List.is_empty(found.events) do
    Ok([])
  else
    let all = List.length(found.events)
    let unreadable = all - List.length(entries)
    let here = List.length(entries) - stored
    Ok(["Events: ${stored} taken over, ${here} here already, ${unreadable} that cannot be read"])
  end
end

# PostgreSQL has a table for each day.
fn written(
  db :: Db,
  memory :: Memory,
  entries :: List<Entry>
) -> Result<(List<Outcome>, Memory), DbError> do
  if Db.dialect(db) == Postgres do
    let days = List.map(entries, fn one -> Partitions.day_of(one.received_at) end)
    Partitions.make(db, List.unique(days))?
  end
  Events.record(db, memory, entries)
end

fn is_stored(outcome :: Outcome) -> Bool do
  case outcome do
    Stored(_) -> true
    _ -> false
  end
end

fn entry(
  event :: Item,
  projects :: Map<String, String>,
  issues :: Map<String, Item>,
  releases :: Map<String, Item>
) -> Option<Entry> do
  let (project, body) = if event.model == "events.event" do
    (text_in(event, "project"), Json.parse(text_in(event, "data")))
  else
    let issue = Map.fetch(issues, text_in(event, "issue"))
    (
      Option.map_or(issue, "", fn one -> text_in(one, "project") end),
      Ok(of_glitchtip(event, releases))
    )
  end
  case (Map.fetch(projects, project), body) do
    (Some(id), Ok(JsonObject(_) as fields)) -> do
      let named = if event.model == "events.event" do text_in(event, "event_id") else event.pk end
      let origin = Origin { id: Some(named), sent_at: None, client: None }
      let times = List.map(["ingested_at", "received", "digested_at", "timestamp"], fn name ->
        Fields.micros(Fields.or_null(event.fields, name))
      end)
      let received = Option.unwrap_or(List.first(Option.values(times)), Clock.now())
      Option.map(Result.ok(Sentry.parse(Json.encode(fields), origin)), fn parsed ->
        Entries.entry(id, parsed, Math.min(received, Clock.now()))
      end)
    end
    _ -> None
  end
end

# Parts of what was sent, with the rest in columns.
fn of_glitchtip(event :: Item, releases :: Map<String, Item>) -> Json do
  let data = case Json.field(event.fields, "data") do
    Some(JsonObject(fields)) -> fields
    _ -> %{}
  end
  let release = Map.fetch(releases, text_in(event, "release"))
  let columns = [
    ("event_id", JsonString(event.pk)),
    ("timestamp", Fields.or_null(event.fields, "timestamp")),
    ("level", JsonString(level_of(text_in(event, "level")))),
    ("transaction", Fields.or_null(event.fields, "transaction")),
    ("tags", Fields.or_null(event.fields, "tags")),
    ("release", Option.map_or(release, JsonNull, fn one -> JsonString(text_in(one, "version")) end))
  ]
  # The title of an exception is made of it.
  let title = if Map.has_key(data, "exception") do
    []
  else
    [("message", JsonString(text_in(event, "title")))]
  end
  let missing = List.filter(columns ++ title, fn((name, value)) ->
    value != JsonNull and not Map.has_key(data, name)
  end)
  JsonObject(Map.merge(data, Map.from_list(missing)))
end

fn level_of(number :: String) -> String do
  case number do
    "1" -> "debug"
    "2" -> "info"
    "3" -> "warning"
    "5" -> "fatal"
    _ -> "error"
  end
end
