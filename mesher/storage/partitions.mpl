##! PostgreSQL keeps the events of each day in a table of their own: adding to it stays fast, and what is too old goes at once.

import Storage.Clock

fn day_micros() -> Int = 86400 * 1000000

## The day of a time, counted from 1970.
pub fn day_of(micros :: Int) -> Int = micros / day_micros()

## Makes the tables of these days that are not there yet. Processes that do so at the same time wait for each other.
pub fn make(db :: Db, days :: List<Int>) -> Result<(), DbError> do
  Db.transaction(db, fn tx ->
    let _locked :: List<Option<String>> =
      Db.all(tx, Sql.literal(["SELECT pg_advisory_xact_lock(7305001)::text"], []))?
    for day in days do
      Db.run(tx, statement(day))?
    end
    Ok(())
  end)
end

## The days for which tables are made ahead: yesterday, for clocks that are set back, to a week from now.
pub fn ahead() -> List<Int> do
  let today = day_of(Clock.now())
  Range.to_list(today - 1..today + 8)
end

# The bounds of a table are no parameters in SQL; these are numbers that were computed here.
fn statement(day :: Int) -> Sql do
  let (from, to) = (day * day_micros(), (day + 1) * day_micros())
  Sql.literal(
    [
      "CREATE TABLE IF NOT EXISTS ${name_of(day)} PARTITION OF events FOR VALUES FROM (${from}) TO (${to})"
    ],
    []
  )
end

# `events_20260131`
fn name_of(day :: Int) -> String do
  "events_" <> String.replace(String.slice(Clock.shown(day * day_micros()), 0, 10), "-", "")
end

## Drops the tables of days that ended before a time: what became of each.
pub fn drop_before(db :: Db, time :: Int) -> Result<List<(String, Result<(), DbError>)>, DbError> do
  let names :: List<String> = Db.all(
    db,
    Sql.literal(
      [
        "SELECT CAST(c.relname AS TEXT) FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid " <>
          "WHERE i.inhparent = CAST('events' AS regclass) ORDER BY 1"
      ],
      []
    )
  )?
  let old = List.filter(names, fn name ->
    Regex.is_match(~r/^events_\d{8}$/, name) and name < name_of(day_of(time))
  end)
  Ok(List.map(old, fn name ->
    let dropped = Db.transaction(db, fn tx ->
      # Whoever reads for long keeps the table; it goes the next time.
      Db.run(tx, Sql.literal(["SET LOCAL lock_timeout = '2s'"], []))?
      Db.run(tx, Sql.literal(["DROP TABLE "], []) |> with_name(name))?
      Ok(())
    end)
    (name, dropped)
  end))
end

fn with_name(statement :: Sql, name :: String) -> Sql =
  Sql.join([statement, Sql.name(name)], Sql.empty())
