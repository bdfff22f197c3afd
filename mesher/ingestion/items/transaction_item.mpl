##! Transactions, of which a sample is kept where the project asks for one.

from Ingestion.Fields import micros, or_null, object_or_empty, first_text, present
from Ingestion.Items.Texts import field, id_field

pub struct Measured do
  name :: String
  op :: String
  failed :: Bool
  ## In microseconds.
  duration :: Int
  environment :: String
  release :: String
  trace_id :: String
  event_id :: String
end deriving(Debug)

## A `transaction` item.
pub fn parse(body :: Json) -> Result<Measured, String> do
  let trace = object_or_empty(or_null(body, "contexts"), "trace")
  let begin = micros(or_null(body, "start_timestamp"))
  case Option.zip(begin, micros(or_null(body, "timestamp"))) do
    Some((from, to)) when to >= from and to - from <= 86400000000 ->
      Ok(Measured {
        name: first_text([Some(field(body, "transaction", 200)), Some("<unlabeled transaction>")]),
        op: field(trace, "op", 100),
        failed: not List.contains(["", "ok", "cancelled", "unknown"], field(trace, "status", 40)),
        duration: to - from,
        environment: field(body, "environment", 64),
        release: field(body, "release", 200),
        trace_id: field(trace, "trace_id", 64),
        event_id: id_field(body, "event_id")
      })
    _ -> Err("timestamps")
  end
end

## How many spans came with it.
pub fn spans(body :: Json) -> Int do
  case present(body, "spans") do
    Some(JsonArray(all)) -> List.length(all)
    _ -> 0
  end
end
