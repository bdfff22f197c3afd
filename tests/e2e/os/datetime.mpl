fn main() do
  case DateTime.from_iso8601("2026-01-02T03:04:05.678Z") do
    Ok(t) -> do
      println(DateTime.to_iso8601(t))
      println("${DateTime.to_unix_ms(t)} ${DateTime.to_unix_secs(t)}")
      let later = DateTime.add(t, 2, :day)
      println(DateTime.to_iso8601(later))
      println("${DateTime.diff(later, t, :hour)} ${DateTime.is_after(later, t)} ${DateTime.is_before(later, t)}")
    end
    Err(e) -> println(e)
  end
  case DateTime.from_iso8601("yesterday") do
    Ok(_) -> println("parsed")
    Err(_) -> println("not a date")
  end
end
