##! Log items: what programs write, with attributes.

from Ingestion.Fields import micros, or_null, object_or_empty, present, as_text
from Ingestion.Items.Texts import field, kept
import Ingestion.Privacy

pub struct LogLine do
  ## When it was written, in microseconds since 1970.
  at :: Int
  ## `trace`, `debug`, `info`, `warn`, `error` or `fatal`.
  level :: String
  body :: String
  environment :: String
  release :: String
  trace_id :: String
  ## Plain values by their names.
  attributes :: Json
end deriving(Debug)

## What an item holds.
pub struct LogLines do
  lines :: List<LogLine>
  ## Lines beyond the most of an item.
  beyond :: Int
  ## Lines that cannot be read.
  invalid :: Int
  ## Lines of which something was cut.
  cut :: Int
end deriving(Debug)

fn lines_most() -> Int = 1000

fn body_most() -> Int = 8192

fn attributes_most() -> Int = 100

fn value_most() -> Int = 1024

## The lines of an item; `now` stands for times that cannot be.
pub fn parse(body :: Json, now :: Int) -> LogLines do
  let all = case or_null(body, "items") do
    JsonArray(items) -> items
    _ -> []
  end
  let taken = List.map(List.take(all, lines_most()), fn item -> line_of(item, now) end)
  let lines = Option.values(taken)
  LogLines {
    lines: List.map(lines, fn((line, _)) -> line end),
    beyond: Math.max(0, List.length(all) - lines_most()),
    invalid: List.length(taken) - List.length(lines),
    cut: List.count(lines, fn((_, was_cut)) -> was_cut end)
  }
end

# The line, and whether something of it was cut.
fn line_of(item :: Json, now :: Int) -> Option<(LogLine, Bool)> do
  case present(item, "body") do
    None -> None
    Some(written) -> do
      let text = as_text(written)
      let attributes = object_or_empty(item, "attributes")
      let (values, cut) = attributes_of(attributes)
      let line = LogLine {
        at: time_of(or_null(item, "timestamp"), now),
        level: level_of(field(item, "level", 20)),
        body: kept(text, body_most()),
        environment: field(object_or_empty(attributes, "sentry.environment"), "value", 64),
        release: field(object_or_empty(attributes, "sentry.release"), "value", 200),
        trace_id: field(item, "trace_id", 64),
        attributes: values
      }
      Some((line, cut or String.byte_length(text) > body_most()))
    end
  end
end

# From a month ago to an hour ahead; retention goes by when it came.
fn time_of(written :: Json, now :: Int) -> Int do
  case micros(written) do
    Some(at) when at > now - 30 * 86400000000 and at < now + 3600000000 -> at
    _ -> now
  end
end

fn level_of(written :: String) -> String do
  case String.to_lower(written) do
    "warning" -> "warn"
    "critical" -> "fatal"
    known when List.contains(["trace", "debug", "info", "warn", "error", "fatal"], known) -> known
    _ -> "info"
  end
end

# `{name: {value, type}}` as `{name: value}`, bounded and without secrets; and whether something was cut.
fn attributes_of(attributes :: Json) -> (Json, Bool) do
  let all = case attributes do
    JsonObject(fields) -> Map.to_list(fields)
    _ -> []
  end
  let plain = List.map(List.take(all, attributes_most()), fn((name, wrapped)) ->
    (kept(name, 200), value_of(Option.unwrap_or(present(wrapped, "value"), wrapped)))
  end)
  let values =
    JsonObject(Map.from_list(List.map(plain, fn((name, (value, _))) -> (name, value) end)))
  let cut =
    List.length(all) > attributes_most() or List.any(plain, fn((_, (_, was_cut))) -> was_cut end)
  (Privacy.filtered(values), cut)
end

fn value_of(value :: Json) -> (Json, Bool) do
  case value do
    JsonInt(_) | JsonFloat(_) | JsonBool(_) | JsonNull -> (value, false)
    other -> do
      let text = as_text(other)
      (JsonString(kept(text, value_most())), String.byte_length(text) > value_most())
    end
  end
end
