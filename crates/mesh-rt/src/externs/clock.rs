//! The calendar: texts, clocks in time zones, and microseconds since 1970.

use jiff::civil::{Date, DateTime, Time};
use jiff::fmt::strtime;
use jiff::fmt::temporal::DateTimeParser;
use jiff::tz::{AmbiguousOffset, Disambiguation, TimeZone};
use jiff::{RoundMode, Span, SpanRelativeTo, Timestamp, Unit, ZonedDateTime, ZonedDateTimeRound};

use super::give::{Answer, Text};
use crate::abi::ListObject;
use crate::actor::policy;
use crate::mesh_extern;
use crate::reason::Crash;
use crate::text::time::{EPOCH, outside, rfc3339, utc};
use crate::value::{describe, list};

fn micros_of(utc: DateTime) -> i64 {
    (utc.duration_since(EPOCH).as_nanos().div_euclid(1000)) as i64
}

/// The time that a text with a date, a time of day and an offset tells.
fn parse(text: &str) -> Option<i64> {
    let pieces = DateTimeParser::new().parse_pieces(text.trim()).ok()?;
    let local = pieces.date().to_datetime(pieces.time()?);
    // RFC 3339 has hours up to 23, ISO 8601 leaves it open.
    let offset = pieces.to_numeric_offset().filter(|offset| offset.seconds().abs() < 86_400)?;
    micros_of(local).checked_sub(i64::from(offset.seconds()) * 1_000_000)
}

/// A zone by its name in the IANA database, an offset, or a rule of POSIX.
fn zone(name: &str) -> Result<TimeZone, String> {
    if name == "UTC" {
        return Ok(TimeZone::UTC);
    }
    DateTimeParser::new().parse_time_zone(name).map_err(|_| format!("unknown time zone: {name}"))
}

fn zoned(micros: i64, name: &str) -> Result<ZonedDateTime, String> {
    let time = Timestamp::from_microsecond(micros).map_err(|_| outside(micros))?;
    Ok(ZonedDateTime::new(time, zone(name)?))
}

/// What clocks show there and then, the offset in seconds, and whether it is summer time.
fn shown(micros: i64, name: &str) -> Result<(DateTime, i64, bool), String> {
    let zone = zone(name)?;
    if zone == TimeZone::UTC {
        return Ok((utc(micros)?, 0, false));
    }
    let time = Timestamp::from_microsecond(micros).map_err(|_| outside(micros))?;
    let info = zone.to_offset_info(time);
    Ok((info.offset().to_datetime(time), i64::from(info.offset().seconds()), info.dst().is_dst()))
}

/// Year, month, day, hour, minute, second, microsecond: as many numbers as there are.
fn civil(fields: &[i64]) -> Result<DateTime, String> {
    let [year, month, day, hour, minute, second, micro] = fields else { return Err("no date".to_owned()) };
    let small = |number: &i64| i8::try_from(*number).ok();
    let built = || {
        let day = Date::new(i16::try_from(*year).ok()?, small(month)?, small(day)?).ok()?;
        let nanos = i32::try_from(*micro).ok()?.checked_mul(1000)?;
        Some(day.to_datetime(Time::new(small(hour)?, small(minute)?, small(second)?, nanos).ok()?))
    };
    built().ok_or_else(|| {
        let clock = format!("{hour:02}:{minute:02}:{second:02}.{micro:06}");
        format!("no such date and time: {year:04}-{month:02}-{day:02} {clock}")
    })
}

/// When clocks somewhere show this. `how` decides about what they show never or twice, in the order of the variants of
/// `DateTime.Ambiguity`.
fn instant(local: DateTime, name: &str, how: i64) -> Result<i64, String> {
    let zone = zone(name)?;
    if zone == TimeZone::UTC {
        return Ok(micros_of(local));
    }
    let ambiguous = zone.to_ambiguous_timestamp(local);
    let how = match (how, ambiguous.offset()) {
        (0, _) | (3, AmbiguousOffset::Unambiguous { .. }) => Disambiguation::Compatible,
        (1, _) => Disambiguation::Earlier,
        (2, _) => Disambiguation::Later,
        (_, AmbiguousOffset::Gap { .. }) => {
            return Err(format!("clocks in {name} never show {local}: they are put forward over it"));
        }
        _ => return Err(format!("clocks in {name} show {local} twice: they are put back over it")),
    };
    let time = ambiguous.disambiguate(how).map_err(|_| format!("{local} in {name} lies outside of the calendar"))?;
    Ok(time.as_microsecond())
}

fn unit(number: i64) -> Unit {
    // In the order of `unit_number` in the library.
    [Unit::Second, Unit::Minute, Unit::Hour, Unit::Day, Unit::Week, Unit::Month, Unit::Year]
        .get(number as usize)
        .copied()
        .unwrap_or(Unit::Second)
}

fn shifted(time: &ZonedDateTime, count: i64, unit: Unit) -> Result<i64, jiff::Error> {
    let span = match unit {
        Unit::Year => Span::new().try_years(count),
        Unit::Month => Span::new().try_months(count),
        Unit::Week => Span::new().try_weeks(count),
        Unit::Day => Span::new().try_days(count),
        Unit::Hour => Span::new().try_hours(count),
        Unit::Minute => Span::new().try_minutes(count),
        _ => Span::new().try_seconds(count),
    };
    Ok(time.checked_add(span?)?.timestamp().as_microsecond())
}

fn truncated(time: &ZonedDateTime, unit: Unit) -> Result<i64, jiff::Error> {
    let start = match unit {
        Unit::Year => time.first_of_year()?.start_of_day()?,
        Unit::Month => time.first_of_month()?.start_of_day()?,
        Unit::Week => {
            let since_monday = Span::new().try_days(i64::from(time.weekday().to_monday_zero_offset()))?;
            time.checked_add(-since_monday)?.start_of_day()?
        }
        Unit::Day => time.start_of_day()?,
        unit => time.round(ZonedDateTimeRound::new().smallest(unit).mode(RoundMode::Trunc))?,
    };
    Ok(start.timestamp().as_microsecond())
}

fn whole_units(from: &ZonedDateTime, to: &ZonedDateTime, unit: Unit) -> Result<i64, jiff::Error> {
    let span = from.until((unit, to))?;
    Ok(match unit {
        Unit::Year => i64::from(span.get_years()),
        Unit::Month => i64::from(span.get_months()),
        Unit::Week => i64::from(span.get_weeks()),
        Unit::Day => i64::from(span.get_days()),
        Unit::Hour => i64::from(span.get_hours()),
        Unit::Minute => span.get_minutes(),
        _ => span.get_seconds(),
    })
}

/// The time that a text tells in this form; without a zone or an offset in it, that of clocks in this zone.
fn parsed(text: &str, form: &str, name: &str) -> Result<i64, String> {
    let broken = strtime::parse(form, text).map_err(|error| error.to_string())?;
    let said = broken.iana_time_zone();
    if let Ok(time) = broken.to_timestamp() {
        if let (Some(said), Some(offset)) = (said, broken.offset())
            && zone(said)?.to_offset(time) != offset
        {
            return Err(format!("clocks in {said} do not have the offset {offset} then"));
        }
        return Ok(time.as_microsecond());
    }
    let midnight = || broken.to_date().map(|day| day.to_datetime(Time::midnight()));
    let local = broken.to_datetime().or_else(|_| midnight()).map_err(|error| error.to_string())?;
    instant(local, said.unwrap_or(name), 0)
}

fn far(error: &jiff::Error) -> String {
    format!("outside of the calendar: {error}")
}

mesh_extern! {
    fn mesh_datetime_now() -> i64 {
        if let Some(since) = policy::decided_time() {
            return since.as_micros() as i64;
        }
        let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
        since.map_or_else(|before| -(before.duration().as_micros() as i64), |since| since.as_micros() as i64)
    }

    fn mesh_datetime_parse(value: Text) => Answer<i64, String> {
        Answer(parse(&value).ok_or_else(|| "not an RFC 3339 time".to_owned()))
    }

    fn mesh_datetime_format(value: i64, digits: i64) -> Result<String, Crash> {
        Ok(rfc3339(value, digits)?)
    }

    fn mesh_datetime_zone(name: Text) => Answer<String, String> {
        Answer(zone(&name).map(|zone| zone.iana_name().map_or_else(|| name.to_owned(), str::to_owned)))
    }

    fn mesh_datetime_local_zone() -> String {
        let name = TimeZone::try_system().ok().and_then(|zone| zone.iana_name().map(str::to_owned));
        // A rule of POSIX has no name.
        name.or_else(|| std::env::var("TZ").ok().filter(|rule| zone(rule).is_ok())).unwrap_or_else(|| "UTC".to_owned())
    }

    fn mesh_datetime_fields(micros: i64, zone: Text) -> Result<*mut ListObject, Crash> {
        let (local, offset, is_dst) = shown(micros, &zone)?;
        let fields = [
            i64::from(local.year()),
            i64::from(local.month()),
            i64::from(local.day()),
            i64::from(local.hour()),
            i64::from(local.minute()),
            i64::from(local.second()),
            i64::from(local.subsec_nanosecond() / 1000),
            i64::from(local.weekday().to_monday_one_offset()),
            i64::from(local.day_of_year()),
            offset,
            i64::from(is_dst),
        ];
        let numbers = list::of(&raw const describe::INT, fields.len());
        for field in fields {
            // SAFETY: there is room for all.
            unsafe { list::push_word(numbers, field as u64) };
        }
        Ok(numbers)
    }

    fn mesh_datetime_from_civil(fields: *mut ListObject, zone: Text, how: i64) => Answer<i64, String> {
        // SAFETY: below the length; elements are numbers.
        let fields: Vec<i64> = (0..list::len(fields)).map(|i| unsafe { *list::at(fields, i) } as i64).collect();
        Answer(civil(&fields).and_then(|local| instant(local, &zone, how)))
    }

    fn mesh_datetime_strftime(micros: i64, zone: Text, form: Text) => Result<Answer<String, String>, Crash> {
        let time = zoned(micros, &zone)?;
        Ok(Answer(strtime::format(form.as_bytes(), &time).map_err(|error| error.to_string())))
    }

    fn mesh_datetime_strptime(value: Text, form: Text, zone: Text) => Answer<i64, String> {
        Answer(parsed(&value, &form, &zone))
    }

    fn mesh_datetime_shift(micros: i64, zone: Text, count: i64, number: i64) -> Result<i64, Crash> {
        Ok(shifted(&zoned(micros, &zone)?, count, unit(number)).map_err(|error| far(&error))?)
    }

    fn mesh_datetime_truncate(micros: i64, zone: Text, number: i64) -> Result<i64, Crash> {
        Ok(truncated(&zoned(micros, &zone)?, unit(number)).map_err(|error| far(&error))?)
    }

    fn mesh_datetime_whole(later: i64, earlier: i64, zone: Text, number: i64) -> Result<i64, Crash> {
        let (from, to) = (zoned(earlier, &zone)?, zoned(later, &zone)?);
        Ok(whole_units(&from, &to, unit(number)).map_err(|error| far(&error))?)
    }

    fn mesh_duration_parse(value: Text) => Answer<i64, String> {
        let span = value.trim().parse::<Span>();
        let length = span.and_then(|span| span.to_duration(SpanRelativeTo::days_are_24_hours()));
        let micros = length.ok().and_then(|length| i64::try_from(length.as_micros()).ok());
        Answer(micros.ok_or_else(|| format!("not a duration such as 1h 30m: {}", value.trim())))
    }
}
