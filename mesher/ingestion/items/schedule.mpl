##! When a job is expected: crontabs and intervals, in time zones.

## Which minutes a crontab means.
pub struct Crontab do
  minutes :: Set<Int>
  hours :: Set<Int>
  days :: Set<Int>
  months :: Set<Int>
  ## From 0 for Sunday.
  weekdays :: Set<Int>
  ## Whether the field of days, or of weekdays, begins with `*`: then the other one alone decides, else either does.
  any_day :: Bool
  any_weekday :: Bool
  ## Whether the field of hours begins with `*`: such a job runs in both hours when clocks are put back, others in the first only.
  any_hour :: Bool
end deriving(Debug)

pub type Schedule do
  Cron(Crontab)
  Every(count :: Int, unit :: Atom)
end deriving(Debug)

## The schedule of a monitor: `crontab` with five fields, or `interval` as in `10 minute`.
pub fn parse(kind :: String, text :: String) -> Result<Schedule, String> do
  case kind do
    "crontab" -> crontab(text)
    "interval" -> interval(text)
    _ -> Err("schedule type must be crontab or interval")
  end
end

# ---- intervals --------------------------------------------------------------------------------------------------

fn interval(text :: String) -> Result<Schedule, String> do
  case String.words(text) do
    [count, unit] -> do
      let number = Option.ok_or(String.to_int(count), "interval must be a whole number")?
      let (known, most) =
        Option.ok_or(unit_of(unit), "interval unit must be minute, hour, day, week, month or year")?
      if number < 1 or number > most do
        Err("interval must be from 1 to ${most} for this unit")
      else
        Ok(Every(number, known))
      end
    end
    _ -> Err("interval must be a number and a unit")
  end
end

# A year at most.
fn unit_of(text :: String) -> Option<(Atom, Int)> do
  case text do
    "minute" -> Some((:minute, 525600))
    "hour" -> Some((:hour, 8760))
    "day" -> Some((:day, 366))
    "week" -> Some((:week, 52))
    "month" -> Some((:month, 12))
    "year" -> Some((:year, 1))
    _ -> None
  end
end

# ---- crontabs ---------------------------------------------------------------------------------------------------

fn crontab(text :: String) -> Result<Schedule, String> do
  if String.byte_length(text) > 200 do
    Err("crontab is too long")
  else
    case String.words(of_macro(String.to_lower(text))) do
      [minute, hour, day, month, weekday] -> do
        let weekdays = field(weekday, 0, 7, weekday_names(), 0)?
        let parsed = Crontab {
          minutes: field(minute, 0, 59, [], 0)?,
          hours: field(hour, 0, 23, [], 0)?,
          days: field(day, 1, 31, [], 0)?,
          months: field(month, 1, 12, month_names(), 1)?,
          weekdays: if Set.contains(weekdays, 7) do Set.add(weekdays, 0) else weekdays end,
          any_day: String.starts_with(day, "*"),
          any_weekday: String.starts_with(weekday, "*"),
          any_hour: String.starts_with(hour, "*")
        }
        if comes(parsed) do Ok(Cron(parsed)) else Err("crontab never comes") end
      end
      _ -> Err("crontab must have five fields")
    end
  end
end

fn of_macro(text :: String) -> String do
  case String.trim(text) do
    "@yearly" | "@annually" -> "0 0 1 1 *"
    "@monthly" -> "0 0 1 * *"
    "@weekly" -> "0 0 * * 0"
    "@daily" | "@midnight" -> "0 0 * * *"
    "@hourly" -> "0 * * * *"
    other -> other
  end
end

fn month_names() -> List<String> do
  ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
end

fn weekday_names() -> List<String> = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]

# The numbers that a field means; `base` is the number of the first name.
fn field(
  text :: String,
  low :: Int,
  high :: Int,
  names :: List<String>,
  base :: Int
) -> Result<Set<Int>, String> do
  let parts =
    List.try_map(String.split(text, ","), fn part -> part_of(part, low, high, names, base) end)?
  Ok(Set.from_list(List.flatten(parts)))
end

# `*`, `3`, `3-7`, each with or without `/2` behind it.
fn part_of(
  text :: String,
  low :: Int,
  high :: Int,
  names :: List<String>,
  base :: Int
) -> Result<List<Int>, String> do
  let wrong = "crontab has `${text}`, which is not understood"
  let (range, step) = case String.split_once(text, "/") do
    Some((wanted, every)) -> (wanted, Option.ok_or(plain_number(every), wrong)?)
    None -> (text, 1)
  end
  let value = fn written -> Option.ok_or(number_of(written, names, base), wrong) end
  let (first, last) = case String.split_once(range, "-") do
    Some((from, to)) -> (value(from)?, value(to)?)
    None ->
      if range == "*" do
        # Sunday stands there once.
        (low, if high == 7 do 6 else high end)
      else
        let only = value(range)?
        (only, if range == text do only else high end)
      end
  end
  if step < 1 or first < low or last > high or first > last do
    Err(wrong)
  else
    Ok(Range.step_by(first..last + 1, step))
  end
end

# `String.to_int` takes signs, too.
fn plain_number(text :: String) -> Option<Int> do
  if Regex.is_match(~r/^[0-9]{1,4}$/, text) do String.to_int(text) else None end
end

fn number_of(text :: String, names :: List<String>, base :: Int) -> Option<Int> do
  Option.or(plain_number(text), Option.map(List.index_of(names, text), fn at -> at + base end))
end

# Whether there is such a day in any year, as 30 February is not.
fn comes(crontab :: Crontab) -> Bool do
  let long = fn month ->
    if month == 2 do 29 else if List.contains([4, 6, 9, 11], month) do 30 else 31 end
  end
  let first = Option.unwrap_or(List.min(Set.to_list(crontab.days)), 1)
  not crontab.any_weekday or
    List.any(Set.to_list(crontab.months), fn month -> first <= long(month) end)
end

# ---- the next time ----------------------------------------------------------------------------------------------

## The first time after `from`, in microseconds since 1970; `None` when there is none within reach.
pub fn next(schedule :: Schedule, zone :: Zone, from :: Int) -> Option<Int> do
  case schedule do
    Every(count, unit) ->
      Some(
        DateTime.to_unix_micros(DateTime.shift(DateTime.from_unix_micros(from), count, unit, zone))
      )
    Cron(crontab) -> next_of(crontab, zone, (from / 60000000 + 1) * 60000000, 20000)
  end
end

# Looks at whole minutes, and leaves out months, days and hours that do not fit. What clocks never show does not come.
fn next_of(crontab :: Crontab, zone :: Zone, at :: Int, left :: Int) -> Option<Int> do
  let time = DateTime.from_unix_micros(at)
  let shown = DateTime.civil(time, zone)
  if left == 0 do
    None
  else if not Set.contains(crontab.months, shown.month) do
    next_of(crontab, zone, beyond(time, :month, zone), left - 1)
  else if not day_fits(crontab, shown.day, DateTime.weekday(time, zone) % 7) do
    next_of(crontab, zone, beyond(time, :day, zone), left - 1)
  else if not Set.contains(crontab.hours, shown.hour) do
    next_of(crontab, zone, beyond(time, :hour, zone), left - 1)
  else if not Set.contains(crontab.minutes, shown.minute) or is_again(crontab, time, shown, zone) do
    next_of(crontab, zone, at + 60000000, left - 1)
  else
    Some(at)
  end
end

fn day_fits(crontab :: Crontab, day :: Int, weekday :: Int) -> Bool do
  let (by_day, by_weekday) = (
    Set.contains(crontab.days, day),
    Set.contains(crontab.weekdays, weekday)
  )
  if crontab.any_day or crontab.any_weekday do by_day and by_weekday else by_day or by_weekday end
end

# The beginning of the next unit by the clocks of the zone; later than `time` in any case.
fn beyond(time :: DateTime, unit :: Atom, zone :: Zone) -> Int do
  let begin =
    DateTime.to_unix_micros(DateTime.shift(DateTime.truncate(time, unit, zone), 1, unit, zone))
  Math.max(begin, DateTime.to_unix_micros(time) + 60000000)
end

# Whether clocks show this for the second time, and the job has run at the first.
fn is_again(crontab :: Crontab, time :: DateTime, shown :: Civil, zone :: Zone) -> Bool do
  not crontab.any_hour and DateTime.from_civil(shown, zone) != Ok(time)
end
