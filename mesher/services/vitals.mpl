##! Signs of life: whether events can be stored now, and figures that have to be asked for. What is asked again within moments is
##! answered from memory, so that nobody can make work by asking.

from Services.StreamManager import StreamManager
from Storage.Clock import now
import Alerts.Outbox
import Figures
import Services.Registry
import Storage.Issues

struct Signs do
  db :: Db
  # What the last write said, "ok" or what is wrong, and when that was, on the clock that only goes forward, in ms.
  database :: String
  written_at :: Option<Int>
  counted_at :: Option<Int>
  # Texts that watchers did not take, as far as they are counted.
  dropped :: Int
end

# How long an answer holds.
fn fresh_ms() -> Int = 2000

fn counts_fresh_ms() -> Int = 15000

# Within the time-outs of those who ask.
fn patience_ms() -> Int = 2500

service Vitals do
  fn init(db :: Db) -> Signs do
    Process.register("vitals", self())
    Signs {
      db: Db.with_timeout(db, patience_ms()),
      database: "unknown",
      written_at: None,
      counted_at: None,
      dropped: 0
    }
  end

  ## Whether the database takes writes: "ok", or what is wrong.
  call Database() :: String do |signs|
    let known = probed(signs)
    (known, known.database)
  end

  ## Brings the gauges up to date.
  call Measure() :: () do |signs|
    (measured(signs), ())
  end
end

fn is_fresh(at :: Option<Int>, millis :: Int) -> Bool do
  Option.map_or(at, false, fn before -> Timer.now() - before < millis end)
end

# A row is written: that a query is answered says little of a full disk, or of somebody who holds the database.
fn probed(signs :: Signs) -> Signs do
  if is_fresh(signs.written_at, fresh_ms()) do
    signs
  else
    let said = case Db.run(signs.db, sql"UPDATE write_probe SET at = ${now()} WHERE id = 1") do
      Ok(_) -> "ok"
      Err(error) -> wrong(error)
    end
    if said != signs.database do told(said, signs.database) end
    %{signs | database: said, written_at: Some(Timer.now())}
  end
end

# Once for each change, however often somebody asks.
fn told(said :: String, before :: String) -> () do
  if said != "ok" do
    Log.error("the database takes no writes", json { reason: said })
  else if before != "unknown" do
    Log.info("the database takes writes again")
  end
end

fn wrong(error :: DbError) -> String do
  case error do
    Busy -> "busy"
    Timeout -> "too slow"
    Unavailable(_) -> "unavailable"
    _ -> "cannot write"
  end
end

fn measured(signs :: Signs) -> Signs do
  Metrics.gauge("mesher_actors", "Actors").set(Int.to_float(List.length(Process.list())))
  let streams = with_streams(signs)
  if is_fresh(streams.counted_at, counts_fresh_ms()) do
    streams
  else
    let counts = Issues.count_by_status(streams.db)
    for status in ["unresolved", "resolved", "archived", "discarded"] do
      Figures.issues(status).set(Int.to_float(Map.get_or(Result.unwrap_or(counts, %{}), status, 0)))
    end
    Figures.deliveries_waiting().set(Int.to_float(Result.unwrap_or(Outbox.pending(streams.db), 0)))
    %{streams | counted_at: Some(Timer.now())}
  end
end

fn with_streams(signs :: Signs) -> Signs do
  case Option.map(Registry.streams(), fn pid -> StreamManager.try_totals(pid, 1000) end) do
    Some(Ok(totals)) -> do
      Figures.stream_clients().set(Int.to_float(totals.clients))
      # After its restart it begins anew.
      let more =
        if totals.dropped >= signs.dropped do totals.dropped - signs.dropped else totals.dropped end
      Figures.stream_dropped().add(more)
      Figures.stream_behind().set(Int.to_float(totals.behind))
      %{signs | dropped: totals.dropped}
    end
    _ -> signs
  end
end

## The service, unless it restarts at this moment.
pub fn find() -> Option<Pid<Vitals>> = Process.named("vitals")

## Whether the database takes writes: "ok", or what is wrong.
pub fn database() -> String do
  case Option.map(find(), fn pid -> Vitals.try_database(pid, 2 * patience_ms()) end) do
    Some(Ok(said)) -> said
    Some(Err(TimedOut(_))) -> "too slow"
    _ -> "restarting"
  end
end

## Brings the gauges up to date, as far as that can be done soon.
pub fn measure() -> () do
  Option.each(find(), fn pid ->
    let _ = Vitals.try_measure(pid, 5000)
    ()
  end)
end

## Whether the services that an event passes are there: "ok" or "restarting".
pub fn writer() -> String = if Option.is_some(Registry.current()) do "ok" else "restarting" end

## Whether those who watch are told: "ok", or what is wrong.
pub fn stream() -> String do
  case Option.map(Registry.streams(), fn pid -> StreamManager.try_totals(pid, 1000) end) do
    Some(Ok(_)) -> "ok"
    Some(Err(TimedOut(_))) -> "too slow"
    _ -> "restarting"
  end
end
