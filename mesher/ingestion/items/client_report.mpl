##! What clients dropped themselves, as they say.

from Ingestion.Fields import or_null
from Ingestion.Items.Texts import field

## So many of a category for a reason.
pub struct Dropped do
  reason :: String
  category :: String
  quantity :: Int
end deriving(Debug)

fn entries_most() -> Int = 100

# What clients know; anything else is `other`, so that nobody makes up labels.
fn reasons() -> List<String> do
  [
    "queue_overflow",
    "cache_overflow",
    "buffer_overflow",
    "ratelimit_backoff",
    "network_error",
    "sample_rate",
    "before_send",
    "event_processor",
    "send_error",
    "internal_sdk_error",
    "insufficient_data",
    "backpressure",
    "ignored",
    "invalid",
    "no_parent_span",
    "too_large"
  ]
end

fn categories() -> List<String> do
  [
    "default",
    "error",
    "transaction",
    "span",
    "session",
    "attachment",
    "monitor",
    "profile",
    "profile_chunk",
    "replay",
    "security",
    "statsd",
    "metric_bucket",
    "trace_metric",
    "feedback",
    "log_item",
    "log_byte",
    "internal"
  ]
end

## The entries of a `client_report` item.
pub fn parse(body :: Json) -> List<Dropped> do
  let lists = [
    "discarded_events",
    "rate_limited_events",
    "filtered_events",
    "filtered_sampling_events"
  ]
  let entries = List.flat_map(lists, fn name ->
    case or_null(body, name) do
      JsonArray(all) -> all
      _ -> []
    end
  end)
  Option.values(List.map(List.take(entries, entries_most()), dropped_of))
end

fn dropped_of(entry :: Json) -> Option<Dropped> do
  case or_null(entry, "quantity") do
    JsonInt(quantity) when quantity > 0 and quantity <= 1000000000 ->
      Some(Dropped {
        reason: one_of(reasons(), field(entry, "reason", 50)),
        category: one_of(categories(), field(entry, "category", 50)),
        quantity: quantity
      })
    _ -> None
  end
end

fn one_of(known :: List<String>, word :: String) -> String =
  if List.contains(known, word) do word else "other" end
