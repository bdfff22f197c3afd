##! What happens again and again.

from Services.EventProcessor import EventProcessor
from Services.EventStore import EventStore
from Services.OrgService import OrgService
from Services.RateLimiter import RateLimiter
from Services.StorageWriter import StorageWriter
from Services.StreamManager import StreamManager
import Services.Registry
import Storage.Clock
import Storage.Comebacks
import Storage.News
import Storage.Removals

## Runs `work` every so many milliseconds.
actor ticker(millis :: Int, work :: Fun() -> ()) do
  Timer.sleep(millis)
  work()
  ticker(millis, work)
end

## Sends what waits for clients that did not keep up.
pub fn drain() -> () do
  case Registry.streams() do
    Some(pid) -> StreamManager.drain_buffers(pid)
    None -> ()
  end
end

## Forgets news that every process has told.
pub fn forget_news(db :: Db) -> () do
  case News.forget(db, Clock.now() - 600 * 1000000) do
    Ok(_) -> ()
    Err(error) -> Log.error("news cannot be forgotten", json { error: "${error}" })
  end
end

## Begins the next rate window.
pub fn reset_window() -> () do
  case Registry.limiter() do
    Some(pid) -> RateLimiter.reset_window(pid)
    None -> ()
  end
end

## Writes what waits.
pub fn flush() -> () do
  case Registry.writer() do
    Some(pid) -> StorageWriter.flush(pid)
    None -> ()
  end
end

## Asks every service of the pipeline for a sign of life. One that does not answer ends this ticker, which says so.
pub fn check_health() -> () do
  case Registry.current() do
    None -> println("[Mesher] Health check: a service restarts")
    Some(pipeline) -> do
      EventProcessor.workers(pipeline.processor)
      StorageWriter.refused(pipeline.writer)
      EventStore.dropped(pipeline.store)
      println("[Mesher] Health check ok")
    end
  end
end

## Brings archived issues back that occur too often.
pub fn check_spikes(db :: Db) -> () do
  case Comebacks.run(db) do
    Ok(count) ->
      if count > 0 do println("[Mesher] Spike checker: escalated ${count} archived issues") end
    Err(error) -> println("[Mesher] Spike checker error: ${error}")
  end
end

## Goes on with issues that are deleted or merged, and with those of older versions.
pub fn remove_issues(db :: Db) -> () do
  case Result.and_then(Removals.run(db, 20), fn _ -> Removals.fold(db, 1000) end) do
    Ok(_) -> ()
    Err(error) -> Log.error("issues cannot be removed", json { error: "${error}" })
  end
end

## Forgets what has expired.
pub fn purge() -> () do
  let found :: Option<Pid<OrgService>> = Process.named("org_service")
  case found do
    Some(pid) -> OrgService.purge(pid)
    None -> ()
  end
end
