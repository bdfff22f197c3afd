# Calculating with times.

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
