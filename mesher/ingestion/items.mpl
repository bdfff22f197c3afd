##! Items of envelopes that are no events: check-ins, feedback, attachments, logs, sessions, client reports, transactions.

from Configuration import Config
from Ingestion.Envelope import Item
from Ingestion.Fields import text, first_text
from Ingestion.Items.FeedbackItem import Feedback
from Ingestion.Items.Texts import kept
from Ingestion.Sentry import Origin
from Services.ItemLimiter import granted
from Services.Tally import count
from Storage.Attachments import NewFile, Put
from Storage.Monitors import Taken
from Storage.Outcomes import Count
from Storage.Projects import Project
import Alerts.Store
import Figures
import Ingestion.Ids
import Ingestion.Items.CheckinItem
import Ingestion.Items.ClientReport
import Ingestion.Items.FeedbackItem
import Ingestion.Items.LogItem
import Ingestion.Items.SessionItem
import Ingestion.Items.TransactionItem
import Services.Tally
import Storage.Attachments
import Storage.Clock
import Storage.Feedback
import Storage.Health
import Storage.Logs
import Storage.Monitors
import Storage.Outcomes
import Storage.Transactions

# What an item belongs to, and where it goes.
struct Carrier do
  db :: Db
  config :: Config
  project :: String
  event_id :: Option<String>
end deriving()

## Keeps what the project keeps of them and counts the rest. `origin.id` is the id of the event in the same envelope, else the one
## in its header. An item that cannot be read is counted and passed over: it never costs the envelope its answer.
pub fn take(
  db :: Db,
  config :: Config,
  project :: Project,
  origin :: Origin,
  items :: List<Item>
) -> Result<(), DbError> do
  let carrier = Carrier {
    db: db,
    config: config,
    project: project.id,
    event_id: Option.and_then(origin.id, Ids.event_id)
  }
  List.try_each(List.enumerate(items), fn((place, item)) -> take_one(carrier, place, item) end)
end

# Types that are known: any other is counted as one.
fn known() -> List<String> do
  [
    "event",
    "transaction",
    "span",
    "session",
    "sessions",
    "attachment",
    "log",
    "check_in",
    "client_report",
    "feedback",
    "user_report",
    "profile",
    "profile_chunk",
    "replay_event",
    "replay_recording",
    "replay_video",
    "statsd",
    "metric_buckets",
    "trace_metric"
  ]
end

fn take_one(carrier :: Carrier, place :: Int, item :: Item) -> Result<(), DbError> do
  let kind = if List.contains(known(), item.kind) do item.kind else "other" end
  Figures.item(kind).increment()
  case kind do
    "client_report" ->
      json_item(carrier, item, "internal", 65536, fn body -> client_report(carrier, body) end)
    "check_in" ->
      json_item(carrier, item, "monitor", 102400, fn body -> check_in(carrier, body) end)
    "feedback" ->
      json_item(carrier, item, "feedback", 1048576, fn body ->
        said(carrier, FeedbackItem.of_event(body, carrier.event_id))
      end)
    "user_report" ->
      json_item(carrier, item, "feedback", 1048576, fn body ->
        said(carrier, FeedbackItem.of_report(body))
      end)
    "log" -> json_item(carrier, item, "log_item", 2097152, fn body -> logs(carrier, body) end)
    "session" -> json_item(carrier, item, "session", 1048576, fn body -> session(carrier, body) end)
    "sessions" ->
      json_item(carrier, item, "session", 1048576, fn body -> sessions(carrier, body) end)
    "transaction" -> transaction(carrier, item)
    "attachment" -> attachment(carrier, place, item)
    "event" -> Ok(())
    other -> do
      skipped(carrier, item, other)
      Ok(())
    end
  end
end

# What is not kept, by its type; clients say how many there are in one item.
fn skipped(carrier :: Carrier, item :: Item, kind :: String) -> () do
  let quantity = case Json.field(item.header, "item_count") do
    Some(JsonInt(number)) when number > 0 and number <= 100000 -> number
    _ -> 1
  end
  count(carrier.project, kind, "skipped", "not_kept", quantity)
end

# Reads an item that is JSON, unless it is too large to be read at all.
fn json_item(
  carrier :: Carrier,
  item :: Item,
  category :: String,
  most :: Int,
  handle :: Fun(Json) -> Result<(), DbError>
) -> Result<(), DbError> do
  if Bytes.length(item.payload) > most do
    refused(carrier, category, "too_large")
  else if not is_within_rate(carrier, category) do
    Ok(())
  else
    case Json.parse(Bytes.to_string_lossy(item.payload)) do
      Ok(JsonObject(_) as fields) -> handle(fields)
      _ -> refused(carrier, category, "json")
    end
  end
end

# Log lines are counted one by one, when they are read.
fn is_within_rate(carrier :: Carrier, category :: String) -> Bool do
  let is_free = category == "log_item" or granted(carrier.project, category, 1) == 1
  if is_free do () else count(carrier.project, category, "limited", "rate", 1) end
  is_free
end

fn refused(carrier :: Carrier, category :: String, reason :: String) -> Result<(), DbError> do
  count(carrier.project, category, "invalid", reason, 1)
  Ok(())
end

fn unless_full(
  carrier :: Carrier,
  category :: String,
  reason :: String,
  put :: Result<Bool, DbError>
) -> Result<(), DbError> do
  let outcome = if put? do ("accepted", "") else ("limited", reason) end
  let (word, why) = outcome
  count(carrier.project, category, word, why, 1)
  Ok(())
end

# ---- by type ----------------------------------------------------------------------------------------------------

fn client_report(carrier :: Carrier, body :: Json) -> Result<(), DbError> do
  let all = ClientReport.parse(body)
  Tally.keep(
    carrier.db,
    List.map(all, fn dropped ->
      Count {
        project_id: carrier.project,
        category: dropped.category,
        outcome: "client",
        reason: dropped.reason,
        quantity: dropped.quantity
      }
    end)
  )?
  for dropped in all do
    Figures.client_discarded(dropped.reason, dropped.category).add(dropped.quantity)
  end
  Ok(())
end

fn check_in(carrier :: Carrier, body :: Json) -> Result<(), DbError> do
  case CheckinItem.parse(body) do
    Err(reason) -> refused(carrier, "monitor", reason)
    Ok(checkin) -> do
      let (outcome, reason) = case Monitors.check_in(
        carrier.db,
        carrier.project,
        checkin,
        Clock.now()
      )? do
        Kept(_) -> ("accepted", "")
        NotKept(word, why) -> (word, why)
      end
      count(carrier.project, "monitor", outcome, reason, 1)
      Ok(())
    end
  end
end

fn said(carrier :: Carrier, read :: Result<Feedback, String>) -> Result<(), DbError> do
  case read do
    Err(reason) -> refused(carrier, "feedback", reason)
    Ok(feedback) ->
      unless_full(
        carrier,
        "feedback",
        "hourly_limit",
        Feedback.put(carrier.db, carrier.project, feedback)
      )
  end
end

fn logs(carrier :: Carrier, body :: Json) -> Result<(), DbError> do
  let now = Clock.now()
  let read = LogItem.parse(body, now)
  let lines = List.take(read.lines, granted(carrier.project, "log_item", List.length(read.lines)))
  Logs.add(carrier.db, carrier.project, lines, now)?
  count(carrier.project, "log_item", "accepted", "", List.length(lines))
  count(
    carrier.project,
    "log_item",
    "limited",
    "rate",
    List.length(read.lines) - List.length(lines)
  )
  count(carrier.project, "log_item", "limited", "too_many_in_item", read.beyond)
  count(carrier.project, "log_item", "invalid", "body", read.invalid)
  count(carrier.project, "log_item", "cut", "too_long", read.cut)
  Ok(())
end

fn session(carrier :: Carrier, body :: Json) -> Result<(), DbError> do
  case SessionItem.session(body, Clock.now()) do
    Err(reason) -> refused(carrier, "session", reason)
    Ok(one) ->
      unless_full(carrier, "session", "releases", Health.session(carrier.db, carrier.project, one))
  end
end

fn sessions(carrier :: Carrier, body :: Json) -> Result<(), DbError> do
  case SessionItem.groups(body, Clock.now()) do
    Err(reason) -> refused(carrier, "session", reason)
    Ok((groups, beyond)) -> do
      count(carrier.project, "session", "limited", "too_many_in_item", beyond)
      List.try_each(groups, fn group ->
        unless_full(
          carrier,
          "session",
          "releases",
          Health.group(carrier.db, carrier.project, group)
        )
      end)
    end
  end
end

# Only those that are kept are read.
fn transaction(carrier :: Carrier, item :: Item) -> Result<(), DbError> do
  let rate = Transactions.rate(carrier.db, carrier.project)?
  if rate <= 0.0 do
    count(carrier.project, "transaction", "skipped", "not_kept", 1)
    Ok(())
  else if rate < 1.0 and Random.float() >= rate do
    count(carrier.project, "transaction", "sampled", "transaction_rate", 1)
    Ok(())
  else
    json_item(carrier, item, "transaction", 1048576, fn body ->
      case TransactionItem.parse(body) do
        Err(reason) -> refused(carrier, "transaction", reason)
        Ok(measured) -> do
          Transactions.add(carrier.db, carrier.project, measured, 1.0 / rate)?
          count(carrier.project, "transaction", "accepted", "", 1)
          count(carrier.project, "span", "skipped", "not_kept", TransactionItem.spans(body))
          Ok(())
        end
      end
    end)
  end
end

fn attachment(carrier :: Carrier, place :: Int, item :: Item) -> Result<(), DbError> do
  case carrier.event_id do
    None -> refused(carrier, "attachment", "event_id")
    Some(id) -> do
      keep_file(carrier, NewFile {
        event_id: id,
        place: place,
        name: header(item, "filename", 200),
        content_type: header(item, "content_type", 100),
        kind: kind_of(item),
        content: item.payload
      })
    end
  end
end

fn header(item :: Item, name :: String, most :: Int) -> String =
  kept(Option.unwrap_or(text(item.header, name), ""), most)

fn kind_of(item :: Item) -> String =
  first_text([Some(header(item, "attachment_type", 100)), Some("event.attachment")])

fn keep_file(carrier :: Carrier, file :: NewFile) -> Result<(), DbError> do
  if Bytes.length(file.content) > carrier.config.max_attachment_bytes do
    refused(carrier, "attachment", "too_large")
  else if not is_within_rate(carrier, "attachment") do
    Ok(())
  else
    let named = %{file | name: first_text([Some(file.name), Some("unnamed")])}
    let quota = carrier.config.attachment_quota_bytes
    let (outcome, reason) = case Attachments.put(carrier.db, carrier.project, named, quota)? do
      Kept -> ("accepted", "")
      There -> ("discarded", "duplicate")
      Full -> ("limited", "too_many_of_event")
    end
    count(carrier.project, "attachment", outcome, reason, 1)
    Ok(())
  end
end

## Keeps a file that came for an event by another way than an envelope.
pub fn take_file(
  db :: Db,
  config :: Config,
  project :: Project,
  file :: NewFile
) -> Result<(), DbError> do
  let carrier = Carrier {
    db: db,
    config: config,
    project: project.id,
    event_id: Some(file.event_id)
  }
  Figures.item("attachment").increment()
  keep_file(carrier, %{file | name: kept(file.name, 200)})
end

# ---- minidumps --------------------------------------------------------------------------------------------------

## The event that stands for items without one: a minidump alone. It is the body of a Sentry event, with an id when `origin` has
## none.
pub fn stand_in(origin :: Origin, items :: List<Item>) -> Option<String> do
  let dump =
    List.find(items, fn item -> item.kind == "attachment" and kind_of(item) == "event.minidump" end)
  if List.any(items, fn item -> item.kind == "event" end) do
    None
  else
    Option.map(dump, fn item ->
      Json.encode(crash(origin.id, header(item, "filename", 200), JsonObject(%{})))
    end)
  end
end

## The event of a minidump: what the client says of it, with a title when it says none.
pub fn crash(event_id :: Option<String>, name :: String, event :: Json) -> Json do
  let own = case event do
    JsonObject(fields) -> fields
    _ -> %{}
  end
  let id = first_text([event_id, text(event, "event_id"), Some(Ids.new_event_id())])
  let title = "Minidump: ${first_text([Some(name), Some("unnamed")])}"
  let usual = %{
    "platform" => JsonString("native"),
    "level" => JsonString("fatal"),
    "message" => JsonString(title)
  }
  JsonObject(Map.put(Map.merge(usual, own), "event_id", JsonString(id)))
end

# ---- retention --------------------------------------------------------------------------------------------------

fn at_once() -> Int = 5000

## Removes what is older; ingestion's retention calls it for each project, again as long as it gives 5,000 or more. Gives how many
## rows went.
pub fn purge(db :: Db, project :: Project, before :: Int) -> Result<Int, DbError> do
  let counts = [
    Logs.purge(db, project.id, before, at_once())?,
    Transactions.purge(db, project.id, before, at_once())?,
    Attachments.purge(db, project.id, before, at_once())?,
    Monitors.purge(db, project.id, before, at_once())?,
    Feedback.purge(db, project.id, before)?,
    Store.purge(db, project.id, before)?,
    Outcomes.purge(db, project.id, before)?,
    Health.purge(db, project.id, before)?
  ]
  Ok(List.sum(counts))
end
