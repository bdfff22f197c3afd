##! What looks after alerts again and again: rules that count, schedules, and the outbox.

from Alerts.Courier import courier
from Configuration import Config
from Services.Tickers import ticker
import Alerts.Courier
import Alerts.Evaluator
import Storage.Clock
import Storage.Trimming
import Storage.Watch
import Streaming.Transport

## Looks at rules that count events.
pub fn evaluate(db :: Db) -> () do
  let fired = Evaluator.evaluate(db)
  if fired > 0 do
    Log.info("alerts fired", json { count: fired })
    Transport.wake()
  end
end

## Looks for check-ins that did not come and jobs that run for too long.
pub fn look(db :: Db) -> () do
  case Watch.look(Db.with_timeout(db, 20000), Clock.now()) do
    Err(error) -> Log.error("schedules cannot be looked at", json { error: "${error}" })
    Ok((0, 0)) -> ()
    Ok((missed, late)) -> do
      Log.info("check-ins did not come", json { missed: missed, timeout: late })
      Transport.wake()
    end
  end
end

## Keeps what comes beside events within bounds.
pub fn trim(db :: Db) -> () do
  case Trimming.run(db) do
    Err(error) ->
      Log.error("what is beyond the bounds cannot be removed", json { error: "${error}" })
    Ok(0) -> ()
    Ok(rows) -> Log.warn("removed what was beyond the bounds", json { rows: rows })
  end
end

## What sends alerts.
pub fn couriers(db :: Db, config :: Config) -> List<(String, Fun() -> Pid)> do
  List.map(Courier.names(), fn((name, channels)) ->
    (name, fn ->
      let pid = spawn(courier, db, config, channels)
      Process.register(name, pid)
      pid
    end)
  end)
end

## What looks at rules and schedules.
pub fn tickers(db :: Db, config :: Config) -> List<(String, Fun() -> Pid)> do
  [
    ("alert evaluator", fn -> spawn(ticker, config.alert_check_ms, fn -> evaluate(db) end) end),
    ("schedule watch", fn ->
      spawn(ticker, Math.min(config.alert_check_ms, 10000), fn -> look(db) end)
    end),
    ("trimming", fn -> spawn(ticker, 300000, fn -> trim(db) end) end)
  ]
end
