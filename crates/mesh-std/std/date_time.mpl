##! Points in time, in UTC, to the microsecond.

## Microseconds since 1970.
pub struct DateTime do
  micros :: Int
end deriving(Eq, Ord, Hash)

@extern("mesh_datetime_now")
fn now_micros() -> Int

@extern("mesh_datetime_parse")
fn parse_micros(text :: String) -> Result<Int, String>

# `digits` fraction digits: 3 or 6.
@extern("mesh_datetime_format")
fn format_micros(micros :: Int, digits :: Int) -> String

## Now.
pub fn utc_now() -> DateTime = DateTime { micros: now_micros() }

## The time that an RFC 3339 text gives.
pub fn from_iso8601(text :: String) -> Result<DateTime, String> do
  Result.map(parse_micros(text), fn micros -> DateTime { micros: micros } end)
end

## As `2026-01-02T03:04:05.678Z`.
pub fn to_iso8601(time :: DateTime) -> String = format_micros(time.micros, 3)

## As `2026-01-02T03:04:05.678901Z`.
pub fn to_iso8601_micros(time :: DateTime) -> String = format_micros(time.micros, 6)

## From milliseconds since 1970.
pub fn from_unix_ms(millis :: Int) -> Result<DateTime, String> do
  case Int.checked_mul(millis, 1000) do
    Some(micros) -> Ok(DateTime { micros: micros })
    None -> Err("time out of range")
  end
end

## From seconds since 1970.
pub fn from_unix_secs(seconds :: Int) -> Result<DateTime, String> do
  case Int.checked_mul(seconds, 1000000) do
    Some(micros) -> Ok(DateTime { micros: micros })
    None -> Err("time out of range")
  end
end

## From microseconds since 1970.
pub fn from_unix_micros(micros :: Int) -> DateTime = DateTime { micros: micros }

## Whole milliseconds since 1970.
pub fn to_unix_ms(time :: DateTime) -> Int = floor_div(time.micros, 1000)

## Whole seconds since 1970.
pub fn to_unix_secs(time :: DateTime) -> Int = floor_div(time.micros, 1000000)

## Microseconds since 1970.
pub fn to_unix_micros(time :: DateTime) -> Int = time.micros

fn floor_div(a :: Int, b :: Int) -> Int = if a % b < 0 do a / b - 1 else a / b end

fn unit_micros(unit :: Atom) -> Int do
  case unit do
    :ms -> 1000
    :second -> 1000000
    :minute -> 60000000
    :hour -> 3600000000
    :day -> 86400000000
    :week -> 604800000000
    other -> panic("unknown unit of time: ${other}")
  end
end

## So many `:ms`, `:second`, `:minute`, `:hour`, `:day` or `:week` later.
pub fn add(time :: DateTime, count :: Int, unit :: Atom) -> DateTime do
  DateTime { micros: time.micros + count * unit_micros(unit) }
end

## How much later `later` is, in that unit.
pub fn diff(later :: DateTime, earlier :: DateTime, unit :: Atom) -> Float do
  Int.to_float(later.micros - earlier.micros) / Int.to_float(unit_micros(unit))
end

## Whether the first is before the second.
pub fn is_before(left :: DateTime, right :: DateTime) -> Bool = left.micros < right.micros

## Whether the first is after the second.
pub fn is_after(left :: DateTime, right :: DateTime) -> Bool = left.micros > right.micros

impl Display for DateTime do
  fn to_string(self) -> String = to_iso8601(self)
end

impl Debug for DateTime do
  fn inspect(self) -> String = to_iso8601(self)
end
