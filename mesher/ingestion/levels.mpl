##! Levels of Sentry events.

from Ingestion.Event import is_level

## How bad an event is, whatever its client calls that.
pub fn of(event :: Json) -> String do
  case Json.field(event, "level") do
    Some(JsonInt(number)) -> numbered(number)
    Some(JsonFloat(number)) -> numbered(Float.to_int(number))
    Some(JsonString(written)) ->
      case String.to_int(written) do
        Some(number) -> numbered(number)
        None -> named(String.to_lower(String.trim(written)))
      end
    _ -> "error"
  end
end

fn numbered(number :: Int) -> String do
  case number do
    10 -> "debug"
    20 -> "info"
    30 -> "warning"
    50 -> "fatal"
    _ -> "error"
  end
end

fn named(level :: String) -> String do
  case level do
    "warn" -> "warning"
    "log" -> "info"
    "critical" -> "fatal"
    known when is_level(known) -> known
    _ -> "error"
  end
end
