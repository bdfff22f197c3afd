# Zones, and what clocks and calendars show in them.

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
