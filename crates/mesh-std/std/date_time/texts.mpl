# Texts of times.

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
