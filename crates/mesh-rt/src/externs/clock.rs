//! The calendar: RFC 3339 texts and microseconds since 1970.

use time::format_description::well_known::Rfc3339;
use time::{OffsetDateTime, UtcOffset};

use super::give::{Answer, Text};
use crate::mesh_extern;
use crate::reason::Crash;

fn micros(time: OffsetDateTime) -> i64 {
    (time.unix_timestamp_nanos().div_euclid(1000)) as i64
}

/// `2026-01-02T03:04:05.678Z`, with so many digits of the fraction.
fn format(micros: i64, digits: i64) -> Result<String, Crash> {
    let Ok(time) = OffsetDateTime::from_unix_timestamp_nanos(i128::from(micros) * 1000) else {
        return Err(format!("{micros} microseconds from 1970 lie outside of the calendar").into());
    };
    let fraction = format!("{:06}", time.microsecond());
    let fraction = &fraction[..digits.clamp(0, 6) as usize];
    let (date, clock) = (time.date(), time.time());
    let year = date.year();
    let (month, day) = (u8::from(date.month()), date.day());
    let (hour, minute, second) = (clock.hour(), clock.minute(), clock.second());
    Ok(format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{fraction}Z"))
}

mesh_extern! {
    fn mesh_datetime_now() -> i64 {
        micros(OffsetDateTime::now_utc())
    }

    fn mesh_datetime_parse(value: Text) => Answer<i64, String> {
        let parsed = OffsetDateTime::parse(value.trim(), &Rfc3339);
        Answer(parsed.map(|time| micros(time.to_offset(UtcOffset::UTC))).map_err(|_| "not an RFC 3339 time".to_owned()))
    }

    fn mesh_datetime_format(value: i64, digits: i64) -> Result<String, Crash> {
        format(value, digits)
    }
}
