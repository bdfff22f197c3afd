##! Points in time to the microsecond, and what clocks and calendars show then: in UTC, or in a zone of the IANA database.

## Microseconds since 1970.
@opaque
pub struct DateTime do
  micros :: Int
end deriving(Eq, Ord, Hash)

@extern("mesh_datetime_now")
@reads
fn now_micros() -> Int

@extern("mesh_datetime_parse")
@pure
fn parse_micros(text :: String) -> Result<Int, String>

# `digits` fraction digits: 3 or 6.
@extern("mesh_datetime_format")
@pure
fn format_micros(micros :: Int, digits :: Int) -> String

## Now.
##
## ```mesh
## let now = DateTime.utc_now()
## assert not DateTime.is_after(now, DateTime.utc_now())
## ```
pub fn utc_now() -> DateTime = DateTime { micros: now_micros() }

## The time that an RFC 3339 text gives.
##
## ```mesh
## let time = Result.unwrap(DateTime.from_iso8601("1970-01-01T01:00:02+01:00"))
## assert_eq DateTime.to_unix_secs(time), 2
## ```
pub fn from_iso8601(text :: String) -> Result<DateTime, String> do
  Result.map(parse_micros(text), fn micros -> DateTime { micros: micros } end)
end

## As `2026-01-02T03:04:05.678Z`.
##
## ```mesh
## assert_eq DateTime.to_iso8601(DateTime.from_unix_micros(1_500_000)), "1970-01-01T00:00:01.500Z"
## ```
pub fn to_iso8601(time :: DateTime) -> String = format_micros(time.micros, 3)

## As `2026-01-02T03:04:05.678901Z`.
##
## ```mesh
## assert_eq DateTime.to_iso8601_micros(DateTime.from_unix_micros(7)), "1970-01-01T00:00:00.000007Z"
## ```
pub fn to_iso8601_micros(time :: DateTime) -> String = format_micros(time.micros, 6)

## From milliseconds since 1970.
##
## ```mesh
## assert_eq DateTime.from_unix_ms(1500), Ok(DateTime.from_unix_micros(1_500_000))
## ```
pub fn from_unix_ms(millis :: Int) -> Result<DateTime, String> do
  case Int.checked_mul(millis, 1000) do
    Some(micros) -> Ok(DateTime { micros: micros })
    None -> Err("time out of range")
  end
end

## From seconds since 1970.
##
## ```mesh
## let time = Result.unwrap(DateTime.from_unix_secs(86_400))
## assert_eq DateTime.to_iso8601(time), "1970-01-02T00:00:00.000Z"
## ```
pub fn from_unix_secs(seconds :: Int) -> Result<DateTime, String> do
  case Int.checked_mul(seconds, 1000000) do
    Some(micros) -> Ok(DateTime { micros: micros })
    None -> Err("time out of range")
  end
end

## From microseconds since 1970.
##
## ```mesh
## assert_eq DateTime.to_unix_ms(DateTime.from_unix_micros(42_000)), 42
## ```
pub fn from_unix_micros(micros :: Int) -> DateTime = DateTime { micros: micros }

## Whole milliseconds since 1970.
##
## ```mesh
## assert_eq DateTime.to_unix_ms(DateTime.from_unix_micros(1999)), 1
## ```
pub fn to_unix_ms(time :: DateTime) -> Int = floor_div(time.micros, 1000)

## Whole seconds since 1970.
##
## ```mesh
## assert_eq DateTime.to_unix_secs(DateTime.from_unix_micros(2_500_000)), 2
## ```
pub fn to_unix_secs(time :: DateTime) -> Int = floor_div(time.micros, 1000000)

## Microseconds since 1970.
##
## ```mesh
## let time = Result.unwrap(DateTime.from_unix_ms(3))
## assert_eq DateTime.to_unix_micros(time), 3000
## ```
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
##
## ```mesh
## let time = DateTime.from_unix_micros(0)
## assert_eq DateTime.to_unix_secs(DateTime.add(time, 2, :hour)), 7200
## ```
pub fn add(time :: DateTime, count :: Int, unit :: Atom) -> DateTime do
  DateTime { micros: time.micros + count * unit_micros(unit) }
end

## How much later `later` is, in that unit.
##
## ```mesh
## let noon = Result.unwrap(DateTime.from_iso8601("2026-01-02T12:00:00Z"))
## assert_eq DateTime.diff(DateTime.add(noon, 90, :minute), noon, :hour), 1.5
## ```
pub fn diff(later :: DateTime, earlier :: DateTime, unit :: Atom) -> Float do
  Int.to_float(later.micros - earlier.micros) / Int.to_float(unit_micros(unit))
end

## Whether the first is before the second.
##
## ```mesh
## let time = DateTime.utc_now()
## assert DateTime.is_before(time, DateTime.add(time, 1, :ms))
## ```
pub fn is_before(left :: DateTime, right :: DateTime) -> Bool = left.micros < right.micros

## Whether the first is after the second.
##
## ```mesh
## let time = DateTime.utc_now()
## assert not DateTime.is_after(time, time)
## ```
pub fn is_after(left :: DateTime, right :: DateTime) -> Bool = left.micros > right.micros
