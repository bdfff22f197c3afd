##! Check-ins of scheduled jobs.

from Ingestion.Fields import present, or_null, text, object_or_empty
from Ingestion.Items.Texts import field, id_field, slug
import Ingestion.Items.Schedule

## What a job says of itself.
pub struct CheckIn do
  ## 32 hexadecimal digits; "" for the one that is in progress.
  id :: String
  slug :: String
  ## `in_progress`, `ok` or `error`.
  status :: String
  ## In microseconds.
  duration :: Option<Int>
  environment :: String
  release :: String
  config :: Option<MonitorConfig>
end deriving(Debug)

## What a monitor is told to be.
pub struct MonitorConfig do
  slug :: String
  name :: String
  schedule_type :: String
  schedule :: String
  timezone :: String
  ## In minutes.
  checkin_margin :: Int
  max_runtime :: Int
  failure_threshold :: Int
  recovery_threshold :: Int
end deriving(Eq, Debug)

## The check-in in an item's payload.
pub fn parse(body :: Json) -> Result<CheckIn, String> do
  let name = slug(field(body, "monitor_slug", 200))
  let status = field(body, "status", 20)
  if name == "" do
    Err("slug")
  else if not List.contains(["in_progress", "ok", "error"], status) do
    Err("status")
  else
    let id = id_field(body, "check_in_id")
    let environment = field(body, "environment", 64)
    Ok(CheckIn {
      # Zeros mean the one that is under way.
      id: if id == String.repeat("0", 32) do "" else id end,
      slug: name,
      status: status,
      duration: duration(body),
      environment: if environment == "" do "production" else environment end,
      release: field(body, "release", 200),
      # One that cannot be used does not cost the check-in.
      config: Option.and_then(present(body, "monitor_config"), fn config ->
        Result.ok(config_of(config, name))
      end)
    })
  end
end

# A year at most.
fn duration(body :: Json) -> Option<Int> do
  let seconds = case present(body, "duration") do
    Some(JsonInt(whole)) when whole >= 0 and whole < 31536000 -> Some(Int.to_float(whole))
    Some(JsonFloat(part)) when part >= 0.0 and part < 31536000.0 -> Some(part)
    _ -> None
  end
  Option.map(seconds, fn known -> Float.to_int(known * 1000000.0) end)
end

## A monitor as `monitor_config` or the API gives it, or what is wrong with it.
pub fn config_of(config :: Json, name :: String) -> Result<MonitorConfig, String> do
  let shape = object_or_empty(config, "schedule")
  let kind = field(shape, "type", 20)
  let schedule = if kind == "interval" do
    "${field(shape, "value", 20)} ${field(shape, "unit", 20)}"
  else
    field(shape, "value", 1000)
  end
  Schedule.parse(kind, schedule)?
  let timezone =
    Option.unwrap_or(Option.filter(text(config, "timezone"), fn zone -> zone != "" end), "UTC")
  let zone = if String.byte_length(timezone) > 64 do Err("long") else DateTime.zone(timezone) end
  Result.map_err(zone, fn _ -> "timezone is not known" end)?
  let shown = field(config, "name", 128)
  Ok(MonitorConfig {
    slug: name,
    name: if shown == "" do name else shown end,
    schedule_type: kind,
    schedule: schedule,
    timezone: timezone,
    checkin_margin: number(config, "checkin_margin", 1, 0, 40320)?,
    max_runtime: number(config, "max_runtime", 30, 1, 40320)?,
    failure_threshold: number(config, "failure_issue_threshold", 1, 1, 720)?,
    recovery_threshold: number(config, "recovery_threshold", 1, 1, 720)?
  })
end

fn number(
  config :: Json,
  key :: String,
  default :: Int,
  least :: Int,
  most :: Int
) -> Result<Int, String> do
  case or_null(config, key) do
    JsonNull -> Ok(default)
    JsonInt(value) when value >= least and value <= most -> Ok(value)
    _ -> Err("${key} must be from ${least} to ${most}")
  end
end
