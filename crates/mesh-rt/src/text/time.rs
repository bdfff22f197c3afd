//! Points in time as texts.

use jiff::SignedDuration;
use jiff::civil::{DateTime, date};

/// Where microseconds are counted from.
pub const EPOCH: DateTime = date(1970, 1, 1).at(0, 0, 0, 0);

/// What clocks in UTC show so many microseconds after 1970, over the whole calendar.
pub fn utc(micros: i64) -> Result<DateTime, String> {
    EPOCH.checked_add(SignedDuration::from_micros(micros)).map_err(|_| outside(micros))
}

/// The sentence for a time that no calendar has.
pub fn outside(micros: i64) -> String {
    format!("{micros} microseconds from 1970 lie outside of the calendar")
}

/// `2026-01-02T03:04:05.678Z` of microseconds since 1970, with so many digits of the fraction.
pub fn rfc3339(micros: i64, digits: i64) -> Result<String, String> {
    let time = utc(micros)?;
    let fraction = format!("{:06}", time.subsec_nanosecond() / 1000);
    let fraction = &fraction[..digits.clamp(0, 6) as usize];
    let (year, month, day) = (time.year(), time.month(), time.day());
    let (hour, minute, second) = (time.hour(), time.minute(), time.second());
    // A year that has not four digits has six, and its sign (ISO 8601, expanded representation).
    let year = if year < 0 { format!("-{:06}", year.unsigned_abs()) } else { format!("{year:04}") };
    Ok(format!("{year}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{fraction}Z"))
}
