##! The supervision tree: every service and ticker, started in order and restarted alone.

from Services.RateLimiter import RateLimiter
from Services.EventProcessor import EventProcessor
from Services.StreamManager import StreamManager
from Services.Registry import PipelineRegistry
from Config import Config

## Runs the tree in this actor.
actor tree(registry :: Pid<PipelineRegistry>, config :: Config) do
  Supervisor.run(:one_for_one, 10, 60, [
    Supervisor.child("stream_manager", fn -> start_streams(registry, config) end, :permanent, 5000),
    Supervisor.child("stream_drain", fn -> spawn(drain_ticker, registry, config.drain_ms) end, :permanent, 1000),
    Supervisor.child("rate_limiter", fn -> start_limiter(registry, config) end, :permanent, 5000),
    Supervisor.child("rate_window", fn -> spawn(window_ticker, registry, config.rate_window_s) end, :permanent, 1000),
    Supervisor.child("event_processor", fn -> start_processor(registry, config) end, :permanent, 10000),
    Supervisor.child("health_check", fn -> spawn(health_ticker, registry) end, :permanent, 1000)
  ])
end

fn start_streams(registry :: Pid<PipelineRegistry>, config :: Config) -> Pid<StreamManager> do
  let pid = StreamManager.start(config.stream_buffer)
  PipelineRegistry.set_streams(registry, pid)
  println("[Mesher] StreamManager started")
  pid
end

fn start_limiter(registry :: Pid<PipelineRegistry>, config :: Config) -> Pid<RateLimiter> do
  let pid = RateLimiter.start(config.rate_limit)
  PipelineRegistry.set_rate_limiter(registry, pid)
  println("[Mesher] RateLimiter started (${config.rate_window_s}s window, ${config.rate_limit} max)")
  pid
end

fn start_processor(registry :: Pid<PipelineRegistry>, config :: Config) -> Pid<EventProcessor> do
  let pid = EventProcessor.start(config.database)
  PipelineRegistry.set_processor(registry, pid)
  println("[Mesher] EventProcessor started")
  pid
end

actor drain_ticker(registry :: Pid<PipelineRegistry>, millis :: Int) do
  Timer.sleep(millis)
  case PipelineRegistry.get_streams(registry) do
    Some(streams) -> StreamManager.drain_buffers(streams)
    None -> ()
  end
  drain_ticker(registry, millis)
end

actor window_ticker(registry :: Pid<PipelineRegistry>, seconds :: Int) do
  Timer.sleep(seconds * 1000)
  case PipelineRegistry.get_rate_limiter(registry) do
    Some(limiter) -> RateLimiter.reset_window(limiter)
    None -> ()
  end
  window_ticker(registry, seconds)
end

actor health_ticker(registry :: Pid<PipelineRegistry>) do
  Timer.sleep(10000)
  case PipelineRegistry.get_processor(registry) do
    Some(processor) -> do
      EventProcessor.processed(processor)
      println("[Mesher] Health check ok")
    end
    None -> ()
  end
  health_ticker(registry)
end
