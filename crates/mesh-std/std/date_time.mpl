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

# ---- zones ------------------------------------------------------------------------------------------------------

## A time zone: the rules by which clocks somewhere were and will be set.
pub struct Zone do
  name :: String
end deriving(Eq, Hash)

@extern("mesh_datetime_zone")
@reads
fn zone_name(name :: String) -> Result<String, String>

@extern("mesh_datetime_local_zone")
@reads
fn local_name() -> String

## The zone of a name in the IANA database (`Europe/Berlin`), or of an offset (`+05:30`). The database is the system's; where
## there is none, the program's own.
##
## ```mesh
## let zone = Result.unwrap(DateTime.zone("+05:30"))
## assert_eq DateTime.offset(DateTime.from_unix_micros(0), zone), 19_800
## assert Result.is_err(DateTime.zone("Europe/Atlantis"))
## ```
pub fn zone(name :: String) -> Result<Zone, String> =
  Result.map(zone_name(name), fn known -> Zone { name: known } end)

## The zone of UTC.
##
## ```mesh
## assert_eq DateTime.offset(DateTime.utc_now(), DateTime.utc()), 0
## ```
pub fn utc() -> Zone = Zone { name: "UTC" }

## The zone of the machine.
##
## ```mesh
## let here = DateTime.civil(DateTime.utc_now(), DateTime.local_zone())
## assert here.year >= 2026
## ```
pub fn local_zone() -> Zone = Zone { name: local_name() }

impl Display for Zone do
  fn to_string(self) -> String = self.name
end

impl Debug for Zone do
  fn inspect(self) -> String = self.name
end

# ---- what clocks show -------------------------------------------------------------------------------------------

## A date and a time of day, as a calendar and a clock show them somewhere.
pub struct Civil do
  year :: Int
  month :: Int
  day :: Int
  hour :: Int
  minute :: Int
  second :: Int
  micro :: Int
end deriving(Eq, Ord, Hash, Debug)

## What is meant by what clocks never show, since they are put forward over it, or show twice, since they are put back.
pub type Ambiguity do
  # The later of the two that are left out; the first of two.
  Compatible
  Earlier
  Later
  Reject
end

# Year, month, day, hour, minute, second, microsecond, day of the week, day of the year, offset in seconds, summer time.
@extern("mesh_datetime_fields")
@pure
fn fields(micros :: Int, zone :: String) -> List<Int>

@extern("mesh_datetime_from_civil")
@pure
fn micros_of(fields :: List<Int>, zone :: String, how :: Int) -> Result<Int, String>

## What clocks in UTC show then.
##
## ```mesh
## let time = Result.unwrap(DateTime.from_iso8601("2026-01-02T03:04:05Z"))
## let shown = DateTime.civil(time)
## assert_eq (shown.year, shown.month, shown.day), (2026, 1, 2)
## ```
pub fn civil(time :: DateTime) -> Civil = civil(time, utc())

## What clocks in the zone show then.
##
## ```mesh
## let time = Result.unwrap(DateTime.from_iso8601("2026-07-01T12:00:00Z"))
## let berlin = Result.unwrap(DateTime.zone("Europe/Berlin"))
## assert_eq DateTime.civil(time, berlin).hour, 14
## ```
pub fn civil(time :: DateTime, zone :: Zone) -> Civil do
  let f = fields(time.micros, zone.name)
  Civil { year: f[0], month: f[1], day: f[2], hour: f[3], minute: f[4], second: f[5], micro: f[6] }
end

## Midnight at the beginning of a day.
##
## ```mesh
## let day = DateTime.date(2026, 1, 2)
## assert_eq (day.day, day.hour), (2, 0)
## ```
pub fn date(year :: Int, month :: Int, day :: Int) -> Civil do
  Civil { year: year, month: month, day: day, hour: 0, minute: 0, second: 0, micro: 0 }
end

## A second of a day.
##
## ```mesh
## let meeting = DateTime.at(DateTime.date(2026, 1, 2), 9, 30, 0)
## assert_eq (meeting.hour, meeting.minute), (9, 30)
## ```
pub fn at(date :: Civil, hour :: Int, minute :: Int, second :: Int) -> Civil do
  %{date | hour: hour, minute: minute, second: second, micro: 0}
end

## When clocks in the zone show this. What they never show is as much later as they are put forward; of what they show twice
## it is the first. `Err` when there is no such date or time.
##
## ```mesh
## let time = Result.unwrap(DateTime.from_civil(DateTime.date(2026, 1, 2), DateTime.utc()))
## assert_eq DateTime.to_iso8601(time), "2026-01-02T00:00:00.000Z"
## assert Result.is_err(DateTime.from_civil(DateTime.date(2026, 2, 30), DateTime.utc()))
## ```
pub fn from_civil(civil :: Civil, zone :: Zone) -> Result<DateTime, String> =
  from_civil(civil, zone, Compatible)

## When clocks in the zone show this; the last argument tells what is meant by what they never show, or show twice.
##
## ```mesh
## let berlin = Result.unwrap(DateTime.zone("Europe/Berlin"))
## let skipped = DateTime.at(DateTime.date(2026, 3, 29), 2, 30, 0)
## assert Result.is_ok(DateTime.from_civil(skipped, berlin, Compatible))
## assert Result.is_err(DateTime.from_civil(skipped, berlin, Reject))
## ```
pub fn from_civil(
  civil :: Civil,
  zone :: Zone,
  ambiguity :: Ambiguity
) -> Result<DateTime, String> do
  let how = case ambiguity do
    Compatible -> 0
    Earlier -> 1
    Later -> 2
    Reject -> 3
  end
  let numbers = [
    civil.year,
    civil.month,
    civil.day,
    civil.hour,
    civil.minute,
    civil.second,
    civil.micro
  ]
  Result.map(micros_of(numbers, zone.name, how), from_unix_micros)
end

## When clocks in UTC show this; `Err` when there is no such date or time.
##
## ```mesh
## let time = Result.unwrap(DateTime.new(2026, 1, 2, 3, 4, 5))
## assert_eq DateTime.to_iso8601(time), "2026-01-02T03:04:05.000Z"
## ```
pub fn new(
  year :: Int,
  month :: Int,
  day :: Int,
  hour :: Int,
  minute :: Int,
  second :: Int
) -> Result<DateTime, String> do
  from_civil(at(date(year, month, day), hour, minute, second), utc())
end

## The year in UTC.
##
## ```mesh
## assert_eq Result.map(DateTime.from_iso8601("2026-01-02T03:04:05Z"), DateTime.year), Ok(2026)
## ```
pub fn year(time :: DateTime) -> Int = civil(time).year

## The month in UTC, from 1.
##
## ```mesh
## assert_eq Result.map(DateTime.from_iso8601("2026-01-02T03:04:05Z"), DateTime.month), Ok(1)
## ```
pub fn month(time :: DateTime) -> Int = civil(time).month

## The day of the month in UTC, from 1.
##
## ```mesh
## assert_eq Result.map(DateTime.from_iso8601("2026-01-02T03:04:05Z"), DateTime.day), Ok(2)
## ```
pub fn day(time :: DateTime) -> Int = civil(time).day

## The hour in UTC.
##
## ```mesh
## assert_eq Result.map(DateTime.from_iso8601("2026-01-02T03:04:05Z"), DateTime.hour), Ok(3)
## ```
pub fn hour(time :: DateTime) -> Int = civil(time).hour

## The minute in UTC.
##
## ```mesh
## assert_eq Result.map(DateTime.from_iso8601("2026-01-02T03:04:05Z"), DateTime.minute), Ok(4)
## ```
pub fn minute(time :: DateTime) -> Int = civil(time).minute

## The second.
##
## ```mesh
## assert_eq Result.map(DateTime.from_iso8601("2026-01-02T03:04:05Z"), DateTime.second), Ok(5)
## ```
pub fn second(time :: DateTime) -> Int = civil(time).second

## The day of the week in UTC, from 1 for Monday to 7 for Sunday.
##
## ```mesh
## let friday = Result.unwrap(DateTime.from_iso8601("2026-01-02T23:30:00Z"))
## assert_eq DateTime.weekday(friday), 5
## ```
pub fn weekday(time :: DateTime) -> Int = weekday(time, utc())

## The day of the week in the zone, from 1 for Monday to 7 for Sunday.
##
## ```mesh
## let friday = Result.unwrap(DateTime.from_iso8601("2026-01-02T23:30:00Z"))
## assert_eq DateTime.weekday(friday, Result.unwrap(DateTime.zone("+01:00"))), 6
## ```
pub fn weekday(time :: DateTime, zone :: Zone) -> Int = fields(time.micros, zone.name)[7]

## The day of the year in UTC, from 1.
##
## ```mesh
## let time = Result.unwrap(DateTime.from_iso8601("2026-02-01T23:30:00Z"))
## assert_eq DateTime.day_of_year(time), 32
## ```
pub fn day_of_year(time :: DateTime) -> Int = day_of_year(time, utc())

## The day of the year in the zone, from 1.
##
## ```mesh
## let time = Result.unwrap(DateTime.from_iso8601("2026-02-01T23:30:00Z"))
## assert_eq DateTime.day_of_year(time, Result.unwrap(DateTime.zone("+01:00"))), 33
## ```
pub fn day_of_year(time :: DateTime, zone :: Zone) -> Int = fields(time.micros, zone.name)[8]

## By how many seconds clocks in the zone are ahead of UTC then.
##
## ```mesh
## let time = Result.unwrap(DateTime.from_iso8601("2026-07-01T12:00:00Z"))
## assert_eq DateTime.offset(time, Result.unwrap(DateTime.zone("Europe/Berlin"))), 7200
## ```
pub fn offset(time :: DateTime, zone :: Zone) -> Int = fields(time.micros, zone.name)[9]

## Whether clocks in the zone show summer time then.
##
## ```mesh
## let time = Result.unwrap(DateTime.from_iso8601("2026-07-01T12:00:00Z"))
## assert DateTime.is_dst(time, Result.unwrap(DateTime.zone("Europe/Berlin")))
## ```
pub fn is_dst(time :: DateTime, zone :: Zone) -> Bool = fields(time.micros, zone.name)[10] == 1

# ---- texts ------------------------------------------------------------------------------------------------------

@extern("mesh_datetime_strftime")
@pure
fn strftime(micros :: Int, zone :: String, form :: String) -> Result<String, String>

@extern("mesh_datetime_strptime")
@pure
fn strptime(text :: String, form :: String, zone :: String) -> Result<Int, String>

## The time in UTC in a form such as `%Y-%m-%d %H:%M:%S`, with the directives of `strftime`. `Err` when the form has another.
##
## ```mesh
## let time = Result.unwrap(DateTime.from_iso8601("2026-01-02T03:04:05Z"))
## assert_eq DateTime.format(time, "%d.%m.%Y %H:%M"), Ok("02.01.2026 03:04")
## ```
pub fn format(time :: DateTime, form :: String) -> Result<String, String> =
  format(time, form, utc())

## The time in the zone in a form; `%z` is the offset, `%Z` the zone's short name, `%Q` its name.
##
## ```mesh
## let time = Result.unwrap(DateTime.from_iso8601("2026-01-02T03:04:05Z"))
## let tokyo = Result.unwrap(DateTime.zone("Asia/Tokyo"))
## assert_eq DateTime.format(time, "%H:%M %Z", tokyo), Ok("12:04 JST")
## ```
pub fn format(time :: DateTime, form :: String, zone :: Zone) -> Result<String, String> =
  strftime(time.micros, zone.name, form)

## The time that a text tells in this form, in UTC where it names no offset and no zone.
##
## ```mesh
## let time = Result.unwrap(DateTime.parse("02.01.2026 03:04", "%d.%m.%Y %H:%M"))
## assert_eq DateTime.to_iso8601(time), "2026-01-02T03:04:00.000Z"
## ```
pub fn parse(text :: String, form :: String) -> Result<DateTime, String> = parse(text, form, utc())

## The time that a text tells in this form, in the zone where it names no offset and no other zone (`%Q`). Without a time of day
## it is midnight.
##
## ```mesh
## let tokyo = Result.unwrap(DateTime.zone("Asia/Tokyo"))
## let time = Result.unwrap(DateTime.parse("2026-01-02", "%Y-%m-%d", tokyo))
## assert_eq DateTime.to_iso8601(time), "2026-01-01T15:00:00.000Z"
## ```
pub fn parse(text :: String, form :: String, zone :: Zone) -> Result<DateTime, String> do
  Result.map(strptime(text, form, zone.name), from_unix_micros)
end

## As `2026-01-02T04:04:05.678+01:00`.
##
## ```mesh
## let time = Result.unwrap(DateTime.from_iso8601("2026-01-02T03:04:05Z"))
## let zone = Result.unwrap(DateTime.zone("+01:00"))
## assert_eq DateTime.to_iso8601(time, zone), "2026-01-02T04:04:05.000+01:00"
## ```
pub fn to_iso8601(time :: DateTime, zone :: Zone) -> String do
  let rest = Result.unwrap(strftime(time.micros, zone.name, "-%m-%dT%H:%M:%S.%3f%:z"))
  # Before the year 0 it has six digits, as without a zone.
  let year = civil(time, zone).year
  let text = if year < 0 do
    "-" <> String.pad_left("${-year}", 6, "0")
  else
    String.pad_left("${year}", 4, "0")
  end
  text <> rest
end

# ---- calculating ------------------------------------------------------------------------------------------------

@extern("mesh_datetime_shift")
@pure
fn shift_micros(micros :: Int, zone :: String, count :: Int, unit :: Int) -> Int

@extern("mesh_datetime_truncate")
@pure
fn truncate_micros(micros :: Int, zone :: String, unit :: Int) -> Int

@extern("mesh_datetime_whole")
@pure
fn whole_units(later :: Int, earlier :: Int, zone :: String, unit :: Int) -> Int

fn unit_number(unit :: Atom) -> Int do
  case unit do
    :second -> 0
    :minute -> 1
    :hour -> 2
    :day -> 3
    :week -> 4
    :month -> 5
    :year -> 6
    other -> panic("unknown unit of the calendar: ${other}")
  end
end

## So many `:second`, `:minute`, `:hour`, `:day`, `:week`, `:month` or `:year` later by the calendar of UTC. Months are as long
## as they are; a day that the month does not have becomes its last.
##
## ```mesh
## let time = Result.unwrap(DateTime.from_iso8601("2026-01-31T12:00:00Z"))
## assert_eq DateTime.to_iso8601(DateTime.shift(time, 1, :month)), "2026-02-28T12:00:00.000Z"
## ```
pub fn shift(time :: DateTime, count :: Int, unit :: Atom) -> DateTime =
  shift(time, count, unit, utc())

## The same by the calendar of the zone: a day later clocks show the same time of day, however long the day was.
##
## ```mesh
## # The clocks of Berlin are put forward on 29 March: that day has 23 hours.
## let berlin = Result.unwrap(DateTime.zone("Europe/Berlin"))
## let time = Result.unwrap(DateTime.from_iso8601("2026-03-28T11:00:00Z"))
## assert_eq DateTime.diff(DateTime.shift(time, 1, :day, berlin), time, :hour), 23.0
## ```
pub fn shift(time :: DateTime, count :: Int, unit :: Atom, zone :: Zone) -> DateTime do
  DateTime { micros: shift_micros(time.micros, zone.name, count, unit_number(unit)) }
end

## The beginning of the `:second`, `:minute`, `:hour`, `:day`, `:week` (Monday), `:month` or `:year` in UTC.
##
## ```mesh
## let friday = Result.unwrap(DateTime.from_iso8601("2026-01-02T03:04:05Z"))
## assert_eq DateTime.to_iso8601(DateTime.truncate(friday, :week)), "2025-12-29T00:00:00.000Z"
## ```
pub fn truncate(time :: DateTime, unit :: Atom) -> DateTime = truncate(time, unit, utc())

## The same in the zone.
##
## ```mesh
## let time = Result.unwrap(DateTime.from_iso8601("2026-01-02T20:00:00Z"))
## let day = DateTime.truncate(time, :day, Result.unwrap(DateTime.zone("Asia/Tokyo")))
## assert_eq DateTime.to_iso8601(day), "2026-01-02T15:00:00.000Z"
## ```
pub fn truncate(time :: DateTime, unit :: Atom, zone :: Zone) -> DateTime do
  DateTime { micros: truncate_micros(time.micros, zone.name, unit_number(unit)) }
end

## How many whole units lie between, by the calendar of UTC; negative when `later` is earlier.
##
## ```mesh
## let born = Result.unwrap(DateTime.from_iso8601("2000-02-29T00:00:00Z"))
## let now = Result.unwrap(DateTime.from_iso8601("2026-02-28T00:00:00Z"))
## assert_eq DateTime.diff_whole(now, born, :year), 25
## ```
pub fn diff_whole(later :: DateTime, earlier :: DateTime, unit :: Atom) -> Int =
  diff_whole(later, earlier, unit, utc())

## The same by the calendar of the zone.
##
## ```mesh
## let berlin = Result.unwrap(DateTime.zone("Europe/Berlin"))
## let time = Result.unwrap(DateTime.from_iso8601("2026-03-28T11:00:00Z"))
## assert_eq DateTime.diff_whole(DateTime.add(time, 23, :hour), time, :day, berlin), 1
## ```
pub fn diff_whole(later :: DateTime, earlier :: DateTime, unit :: Atom, zone :: Zone) -> Int do
  whole_units(later.micros, earlier.micros, zone.name, unit_number(unit))
end

## So much later.
##
## ```mesh
## let time = DateTime.from_unix_micros(0)
## assert_eq DateTime.to_unix_secs(DateTime.plus(time, Duration.minutes(2))), 120
## ```
pub fn plus(time :: DateTime, duration :: Duration) -> DateTime do
  DateTime { micros: time.micros + Duration.to_micros(duration) }
end

## How much time lies between; negative when `later` is earlier.
##
## ```mesh
## let time = DateTime.utc_now()
## assert_eq DateTime.since(DateTime.add(time, 2, :minute), time), Duration.minutes(2)
## ```
pub fn since(later :: DateTime, earlier :: DateTime) -> Duration =
  Duration.micros(later.micros - earlier.micros)

impl Display for DateTime do
  fn to_string(self) -> String = to_iso8601(self)
end

impl Debug for DateTime do
  fn inspect(self) -> String = to_iso8601(self)
end
