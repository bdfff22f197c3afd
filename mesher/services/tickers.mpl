##! What happens again and again.

from Services.EventProcessor import EventProcessor
from Services.EventStore import EventStore
from Services.RateLimiter import RateLimiter
from Services.Registry import PipelineRegistry
from Services.StorageWriter import StorageWriter
from Services.StreamManager import StreamManager
import Services.Publisher
import Services.Registry

## Runs `work` every so many milliseconds.
actor ticker(millis :: Int, work :: Fun() -> ()) do
  Timer.sleep(millis)
  work()
  ticker(millis, work)
end

fn streams() -> Option<Pid<StreamManager>> = Process.named("stream_manager")

fn limiter() -> Option<Pid<RateLimiter>> = Process.named("rate_limiter")

fn writer() -> Option<Pid<StorageWriter>> = Process.named("storage_writer")

fn store() -> Option<Pid<EventStore>> = Process.named("event_store")

## Sends what waits for clients that did not keep up.
pub fn drain() -> () do
  case streams() do
    Some(pid) -> StreamManager.drain_buffers(pid)
    None -> ()
  end
end

## Begins the next rate window.
pub fn reset_window() -> () do
  case limiter() do
    Some(pid) -> RateLimiter.reset_window(pid)
    None -> ()
  end
end

## Writes what waits.
pub fn flush() -> () do
  case writer() do
    Some(pid) -> StorageWriter.flush(pid)
    None -> ()
  end
end

## Has the store take what waits at the writer.
pub fn commit() -> () do
  case store() do
    Some(pid) -> EventStore.commit(pid)
    None -> ()
  end
end

## Asks every service of the pipeline for a sign of life. One that does not answer ends this ticker, which says so.
pub fn check_health() -> () do
  case Registry.current() do
    None -> println("[Mesher] Health check: a service restarts")
    Some(pipeline) -> do
      List.each(pipeline.processors, fn processor -> count(EventProcessor.processed(processor)) end)
      count(StorageWriter.dropped(pipeline.writer))
      count(EventStore.dropped(pipeline.store))
      println("[Mesher] Health check ok")
    end
  end
end

fn count(_number :: Int) -> () = ()

## Brings archived issues back that occur too often.
pub fn check_spikes() -> () do
  case Option.map(store(), EventStore.escalate) do
    Some(Ok(count)) when count > 0 -> do
      println("[Mesher] Spike checker: escalated ${count} archived issues")
      Publisher.wake()
    end
    Some(Err(error)) -> println("[Mesher] Spike checker error: ${error}")
    _ -> ()
  end
end
