##! Lengths of time to the microsecond: exact, unlike months and days of a calendar.

## A length of time; negative ones lead back.
pub struct Duration do
  length :: Int
end deriving(Eq, Ord, Hash)

## So many microseconds.
##
## ```mesh
## assert_eq Duration.to_micros(Duration.micros(5)), 5
## ```
pub fn micros(count :: Int) -> Duration = Duration { length: count }

## So many milliseconds.
##
## ```mesh
## assert_eq Duration.to_micros(Duration.millis(5)), 5000
## ```
pub fn millis(count :: Int) -> Duration = Duration { length: count * 1000 }

## So many seconds.
##
## ```mesh
## assert_eq Duration.to_millis(Duration.seconds(5)), 5000
## ```
pub fn seconds(count :: Int) -> Duration = Duration { length: count * 1000000 }

## So many minutes.
##
## ```mesh
## assert_eq Duration.minutes(2), Duration.seconds(120)
## ```
pub fn minutes(count :: Int) -> Duration = seconds(count * 60)

## So many hours.
##
## ```mesh
## assert_eq Duration.hours(2), Duration.minutes(120)
## ```
pub fn hours(count :: Int) -> Duration = seconds(count * 3600)

## So many times 24 hours.
##
## ```mesh
## assert_eq Duration.days(1), Duration.hours(24)
## ```
pub fn days(count :: Int) -> Duration = seconds(count * 86400)

## The length in microseconds.
##
## ```mesh
## assert_eq Duration.to_micros(Duration.seconds(1)), 1_000_000
## ```
pub fn to_micros(duration :: Duration) -> Int = duration.length

## The length in whole milliseconds, as `Timer` takes them.
##
## ```mesh
## assert_eq Duration.to_millis(Duration.micros(1999)), 1
## ```
pub fn to_millis(duration :: Duration) -> Int = duration.length / 1000

## The length in seconds.
##
## ```mesh
## assert_eq Duration.to_seconds(Duration.millis(1500)), 1.5
## ```
pub fn to_seconds(duration :: Duration) -> Float = Int.to_float(duration.length) / 1000000.0

## What a text such as `1h 30m`, `250ms`, `2 days` or `PT1H30M` says.
##
## ```mesh
## assert_eq Duration.parse("1h 30m"), Ok(Duration.minutes(90))
## assert Result.is_err(Duration.parse("soon"))
## ```
pub fn parse(text :: String) -> Result<Duration, String> = Result.map(parse_micros(text), micros)

@extern("mesh_duration_parse")
@pure
fn parse_micros(text :: String) -> Result<Int, String>

## Both lengths, one after the other.
##
## ```mesh
## assert_eq Duration.plus(Duration.minutes(1), Duration.seconds(30)), Duration.seconds(90)
## ```
pub fn plus(left :: Duration, right :: Duration) -> Duration = micros(left.length + right.length)

## By how much the first is longer.
##
## ```mesh
## assert_eq Duration.minus(Duration.minutes(1), Duration.seconds(90)), Duration.seconds(-30)
## ```
pub fn minus(left :: Duration, right :: Duration) -> Duration = micros(left.length - right.length)

## So many times the length.
##
## ```mesh
## assert_eq Duration.times(Duration.seconds(20), 3), Duration.minutes(1)
## ```
pub fn times(duration :: Duration, count :: Int) -> Duration = micros(duration.length * count)

# `1d 2h 3m 4.5s`: the largest unit is the day, nothing is left out.
impl Display for Duration do
  fn to_string(self) -> String do
    if self.length == 0 do
      "0s"
    else if self.length < 0 do
      "-" <> String.join(parts_down(self.length), " ")
    else
      String.join(parts_down(0 - self.length), " ")
    end
  end
end

impl Debug for Duration do
  fn inspect(self) -> String = self.to_string()
end

# Of a negative length, since the smallest one has no counterpart.
fn parts_down(length :: Int) -> List<String> do
  let units = [(86400000000, "d"), (3600000000, "h"), (60000000, "m")]
  let whole = List.filter_map(units, fn((size, name)) ->
    let above = if name == "d" do length else length % (size * if name == "h" do 24 else 60 end) end
    if above / size == 0 do None else Some("${0 - above / size}${name}") end
  end)
  let rest = 0 - length % 60000000
  if rest == 0 do
    whole
  else
    # As short as the number can be.
    let text = "${Int.to_float(rest) / 1000000.0}s"
    List.append(whole, text)
  end
end
