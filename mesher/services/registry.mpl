##! Where the services are. They come back at other addresses after a crash, so handlers ask here each time.

from Services.RateLimiter import RateLimiter
from Services.EventProcessor import EventProcessor
from Services.StreamManager import StreamManager

struct Handles do
  limiter :: Option<Pid<RateLimiter>>
  processor :: Option<Pid<EventProcessor>>
  streams :: Option<Pid<StreamManager>>
end

service PipelineRegistry do
  fn init() -> Handles do
    Process.register("mesher_registry", self())
    Handles { limiter: None, processor: None, streams: None }
  end

  cast SetRateLimiter(pid :: Pid<RateLimiter>) do |handles|
    %{handles | limiter: Some(pid)}
  end

  cast SetProcessor(pid :: Pid<EventProcessor>) do |handles|
    %{handles | processor: Some(pid)}
  end

  cast SetStreams(pid :: Pid<StreamManager>) do |handles|
    %{handles | streams: Some(pid)}
  end

  call GetRateLimiter() :: Option<Pid<RateLimiter>> do |handles|
    (handles, handles.limiter)
  end

  call GetProcessor() :: Option<Pid<EventProcessor>> do |handles|
    (handles, handles.processor)
  end

  call GetStreams() :: Option<Pid<StreamManager>> do |handles|
    (handles, handles.streams)
  end
end
