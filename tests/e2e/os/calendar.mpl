fn at(text :: String) -> DateTime = Result.unwrap(DateTime.from_iso8601(text))

fn is_leap(year :: Int) -> Bool do
  DateTime.diff(at("${year + 1}-01-01T00:00:00Z"), at("${year}-01-01T00:00:00Z"), :day) == 366.0
end

fn main() do
  let epoch = Result.unwrap(DateTime.from_unix_secs(0))
  println("${epoch} ${DateTime.to_unix_ms(epoch)}")
  println("${Result.unwrap(DateTime.from_unix_ms(-1))} ${DateTime.to_unix_secs(Result.unwrap(DateTime.from_unix_ms(-1)))}")
  let offset = at("2024-02-29T23:30:00+02:00")
  println("${offset} ${DateTime.to_unix_secs(offset)} ${DateTime.to_iso8601_micros(at("2024-01-01T00:00:00.123456Z"))}")
  for (n, unit) in [(1, :ms), (90, :second), (45, :minute), (-3, :hour), (1, :day), (2, :week)] do
    println("${unit}: ${DateTime.add(offset, n, unit)}")
  end
  println("${DateTime.add(at("2023-12-31T23:59:59.999Z"), 1, :ms)}")
  let a = at("2026-01-01T00:00:00Z")
  let b = at("2026-01-02T12:00:00Z")
  println("${DateTime.diff(b, a, :day)} ${DateTime.diff(b, a, :hour)} ${DateTime.diff(a, b, :minute)} ${DateTime.diff(b, a, :week)} ${DateTime.diff(b, a, :ms)}")
  println("${DateTime.is_before(a, b)} ${DateTime.is_after(a, b)} ${DateTime.is_before(a, a)} ${a < b} ${a == at("2026-01-01T01:00:00+01:00")} ${List.sorted([b, a])}")
  println("${is_leap(2024)} ${is_leap(2023)} ${is_leap(1900)} ${is_leap(2000)}")
  for bad in [
    "",
    "2026-13-01T00:00:00Z",
    "2026-02-30T00:00:00Z",
    "2026-01-01",
    "2026-01-01T25:00:00Z",
    "now"
  ] do
    println("${Result.is_err(DateTime.from_iso8601(bad))}")
  end
  println("${Result.is_err(DateTime.from_unix_ms(9223372036854775807))} ${DateTime.is_after(DateTime.utc_now(), a)}")
  println("${Map.get(%{a => "start", b => "end"}, b)} ${Some(a)}")
end
