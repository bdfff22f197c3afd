# Time zones at their jumps, calendars and texts. The rules are those of the IANA database.
fn get(name :: String) -> Zone = Result.unwrap(DateTime.zone(name))

fn at(text :: String) -> DateTime = Result.unwrap(DateTime.from_iso8601(text))

fn crash(f :: Fun() -> String) -> () do
  Process.spawn_monitor(fn -> println(f()) end)
  receive do
    (:down, _, reason) -> println("${reason}")
  end
end

fn local(text :: String) -> Civil do
  let [date, clock] = String.split(text, " ") else panic("a blank") end
  let [y, m, d] = List.filter_map(String.split(date, "-"), String.to_int) else panic("a date") end
  let [h, min, s] = List.filter_map(String.split(clock, ":"), String.to_int) else
    panic("a time of day")
  end
  DateTime.date(y, m, d) |> DateTime.at(h, min, s)
end

fn main() do
  let berlin = get("Europe/Berlin")
  # Clocks are put forward from 2:00 to 3:00: half past two does not exist.
  let gap = local("2024-03-31 02:30:00")
  for how in [Compatible, Earlier, Later, Reject] do
    println("gap ${Result.map(DateTime.from_civil(gap, berlin, how), fn t -> DateTime.to_iso8601(t, berlin) end)}")
  end
  # Clocks are put back from 3:00 to 2:00: half past two is twice.
  let fold = local("2024-10-27 02:30:00")
  for how in [Compatible, Earlier, Later, Reject] do
    println("fold ${Result.map(DateTime.from_civil(fold, berlin, how), fn t -> DateTime.to_iso8601(t, berlin) end)}")
  end
  println("edges ${DateTime.from_civil(local("2024-03-31 01:59:59"), berlin, Reject)} ${DateTime.from_civil(local("2024-03-31 03:00:00"), berlin, Reject)} ${DateTime.from_civil(local("2024-10-27 03:00:00"), berlin, Reject)}")
  # Half an hour, a whole day that was left out, a quarter of an hour as an offset, and long ago.
  let lord_howe = get("Australia/Lord_Howe")
  println("${DateTime.to_iso8601(at("2024-04-06T14:59:59Z"), lord_howe)} ${DateTime.to_iso8601(at("2024-04-06T15:00:00Z"), lord_howe)}")
  let apia = get("Pacific/Apia")
  println("${DateTime.to_iso8601(at("2011-12-30T09:59:59Z"), apia)} ${DateTime.to_iso8601(at("2011-12-30T10:00:00Z"), apia)} ${DateTime.from_civil(local("2011-12-30 12:00:00"), apia, Reject)}")
  println("${DateTime.to_iso8601(at("2024-01-01T00:00:00Z"), get("Asia/Kathmandu"))} ${DateTime.to_iso8601(at("1880-01-01T00:00:00Z"), get("Europe/Berlin"))}")
  println("${DateTime.offset(at("2024-07-01T00:00:00Z"), berlin)} ${DateTime.is_dst(at("2024-07-01T00:00:00Z"), berlin)} ${DateTime.offset(at("2024-01-01T00:00:00Z"), get("America/New_York"))} ${DateTime.is_dst(at("2024-01-01T00:00:00Z"), berlin)}")
  # A day is 23 or 25 hours long at a jump.
  let noon = Result.unwrap(DateTime.from_civil(local("2024-03-30 12:00:00"), berlin))
  let next = DateTime.shift(noon, 1, :day, berlin)
  println("${DateTime.to_iso8601(next, berlin)} ${DateTime.since(next, noon)} ${DateTime.since(DateTime.add(noon, 1, :day), noon)}")
  println("${DateTime.to_iso8601(DateTime.truncate(at("2024-10-27T12:34:56.789Z"), :day, berlin), berlin)} ${DateTime.diff_whole(at("2024-10-27T23:00:00Z"), at("2024-10-26T22:00:00Z"), :hour, berlin)} ${DateTime.diff_whole(at("2024-10-27T23:00:00Z"), at("2024-10-26T22:00:00Z"), :day, berlin)}")
  # The hour that is twice stays the one it was.
  println("${DateTime.to_iso8601(DateTime.truncate(at("2024-10-27T00:45:00Z"), :hour, berlin), berlin)} ${DateTime.to_iso8601(DateTime.truncate(at("2024-10-27T01:45:00Z"), :hour, berlin), berlin)}")
  # Calendars: lengths of months, leap years, weeks.
  let end_of_january = at("2024-01-31T10:00:00Z")
  println("${DateTime.shift(end_of_january, 1, :month)} ${DateTime.shift(end_of_january, 13, :month)} ${DateTime.shift(at("2024-02-29T00:00:00Z"), 1, :year)} ${DateTime.shift(end_of_january, -2, :month)} ${DateTime.shift(end_of_january, 2, :week)}")
  for unit in [:second, :minute, :hour, :day, :week, :month, :year] do
    println("${unit} ${DateTime.truncate(at("2024-05-17T12:34:56.789Z"), unit)} ${DateTime.diff_whole(at("2026-07-04T00:00:00Z"), at("2024-05-17T12:34:56Z"), unit)}")
  end
  println("${DateTime.diff_whole(at("2024-01-01T00:00:00Z"), at("2024-03-15T00:00:00Z"), :month)}")
  let time = at("2024-12-30T23:59:58.000007Z")
  println("${DateTime.year(time)} ${DateTime.month(time)} ${DateTime.day(time)} ${DateTime.hour(time)} ${DateTime.minute(time)} ${DateTime.second(time)} ${DateTime.weekday(time)} ${DateTime.day_of_year(time)} ${DateTime.weekday(time, get("Asia/Tokyo"))} ${DateTime.civil(time).micro}")
  println("${DateTime.civil(time, get("+05:30"))} ${DateTime.new(2024, 2, 29, 1, 2, 3)} ${DateTime.civil(at("2024-01-01T00:00:00Z")) < DateTime.civil(time)}")
  # Texts
  println("${DateTime.format(time, "%Y-%m-%d %H:%M:%S.%6f %a %A %b %B %j %V %u %p %I")} ${DateTime.format(time, "%d.%m.%Y %H:%M %Z %z %:z", berlin)}")
  println("${DateTime.parse("17.05.2024 08:30", "%d.%m.%Y %H:%M")} ${DateTime.parse("17.05.2024 08:30", "%d.%m.%Y %H:%M", berlin)} ${DateTime.parse("2024-05-17", "%Y-%m-%d", berlin)} ${DateTime.parse("2024-05-17 08:30 -0400", "%Y-%m-%d %H:%M %z", berlin)} ${DateTime.parse("1700000000", "%s")}")
  # As before
  println("${DateTime.from_iso8601("9999-12-31T23:59:59.999999Z")} ${DateTime.from_iso8601(" 2024-02-28T23:30:00+05:30 ")} ${DateTime.from_iso8601("0001-01-01T00:00:00Z")}")
  # What cannot be
  for bad in [
    "Mars/Olympus",
    "",
    "europe/../etc/passwd",
    "+26:00",
    "/etc/localtime",
    "../../etc/hostname"
  ] do
    println("${DateTime.zone(bad)}")
  end
  for bad in [
    "2024-13-01T00:00:00Z",
    "2023-02-29T00:00:00Z",
    "2024-01-01T24:00:00Z",
    "2024-01-01T00:00:00",
    "2024-01-01",
    "yesterday",
    "",
    "2024-01-01T00:00:00+99:00"
  ] do
    println("${DateTime.from_iso8601(bad)}")
  end
  println("${DateTime.new(2023, 2, 29, 0, 0, 0)} ${DateTime.new(2024, 1, 1, 24, 0, 0)} ${DateTime.new(99999, 1, 1, 0, 0, 0)} ${DateTime.from_civil(DateTime.date(2024, -1, 256), berlin)}")
  println("${Result.is_err(DateTime.format(time, "%K"))} ${Result.is_err(DateTime.format(time, "%"))} ${Result.is_err(DateTime.parse("x", "%Y"))} ${Result.is_err(DateTime.parse("2024 13", "%Y %m"))} ${Result.is_err(DateTime.parse("12", "%d"))}")
  println("${Result.map(DateTime.format(time, "%999999999999Y"), String.length) |> Result.is_err()}")
  crash(fn -> "${DateTime.shift(time, 9223372036854775807, :year)}" end)
  crash(fn -> "${DateTime.shift(time, 8000, :year)}" end)
  crash(fn -> "${DateTime.truncate(time, :fortnight)}" end)
  crash(fn -> "${DateTime.civil(DateTime.from_unix_micros(9223372036854775807), berlin)}" end)
  # A zone that the text names
  for text in [
    "2026-07-02 21:00 Asia/Tokyo",
    "2026-07-02 21:00 +02:00",
    "2026-07-02 21:00 Nowhere/Here",
    "2026-07-02 21:00"
  ] do
    println("${DateTime.parse(text, "%Y-%m-%d %H:%M %Q") |> Result.map_err(fn _ -> "wrong" end)}")
  end
  println("${DateTime.parse("2026-07-02 Asia/Tokyo", "%Y-%m-%d %Q", berlin)} ${DateTime.parse("12:00 2026-07-02 +0900 Asia/Tokyo", "%H:%M %Y-%m-%d %z %Q")} ${DateTime.parse("12:00 2026-07-02 +0100 Asia/Tokyo", "%H:%M %Y-%m-%d %z %Q")}")
  let early = Result.unwrap(DateTime.from_iso8601("-000001-01-01T00:00:00Z"))
  println("${DateTime.to_iso8601(early)} ${DateTime.to_iso8601(early, Result.unwrap(DateTime.zone("+01:00")))} ${DateTime.from_iso8601(DateTime.to_iso8601(early, Result.unwrap(DateTime.zone("+01:00")))) == Ok(early)}")
  # Durations
  println("${Duration.parse("1h 30m")} ${Duration.parse("PT1H30M")} ${Duration.parse("250ms")} ${Duration.parse("2 days, 3 hours")} ${Duration.parse("-1m30s")} ${Duration.parse("1 month")} ${Duration.parse("1 fortnight")} ${Duration.parse("")} ${Duration.parse("99999999999h")}")
  println("${Duration.plus(Duration.minutes(90), Duration.micros(1500))} ${Duration.minus(Duration.seconds(1), Duration.hours(25))} ${Duration.micros(0)} ${Duration.micros(0 - 9223372036854775807 - 1)} ${Duration.to_seconds(Duration.millis(1500))} ${Duration.to_millis(Duration.days(1))} ${Duration.minutes(1) < Duration.hours(1)} ${Duration.times(Duration.seconds(3), -1)}")
  println("${DateTime.plus(time, Duration.hours(1))} ${Timer.monotonic_ns() <= Timer.monotonic_ns()} ${DateTime.utc_now() > time}")
end
