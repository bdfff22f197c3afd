##! Times as the database keeps them: microseconds since 1970, as text for statements.

## Now.
pub fn now() -> Int = DateTime.to_unix_micros(DateTime.utc_now())

## As RFC 3339 with microseconds.
pub fn shown(micros :: Int) -> String =
  DateTime.to_iso8601_micros(DateTime.from_unix_micros(micros))
