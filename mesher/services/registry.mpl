##! Where the services are. They come back at other addresses after a crash, so nobody keeps what he got here.

from Services.EventProcessor import EventProcessor
from Services.EventStore import EventStore
from Services.ProjectService import ProjectService
from Services.RateLimiter import RateLimiter
from Services.StorageWriter import StorageWriter
from Services.StreamManager import StreamManager

## The services that an event passes.
pub struct Pipeline do
  projects :: Pid<ProjectService>
  limiter :: Pid<RateLimiter>
  processor :: Pid<EventProcessor>
  writer :: Pid<StorageWriter>
  store :: Pid<EventStore>
end

service PipelineRegistry do
  fn init(pool :: Db) -> Db do
    Process.register("mesher_registry", self())
    pool
  end

  ## The database.
  call GetPool() :: Db do |pool|
    (pool, pool)
  end

  ## All of them at once; `None` while one of them restarts.
  call GetPipeline() :: Option<Pipeline> do |pool|
    (pool, current())
  end
end

## Services by their names; `None` while they restart.
pub fn limiter() -> Option<Pid<RateLimiter>> = Process.named("rate_limiter")

pub fn writer() -> Option<Pid<StorageWriter>> = Process.named("storage_writer")

pub fn store() -> Option<Pid<EventStore>> = Process.named("event_store")

pub fn streams() -> Option<Pid<StreamManager>> = Process.named("stream_manager")

fn projects() -> Option<Pid<ProjectService>> = Process.named("project_service")

fn processor() -> Option<Pid<EventProcessor>> = Process.named("event_processor")

## The services that an event passes, unless one of them restarts at this moment.
pub fn current() -> Option<Pipeline> do
  case (projects(), limiter(), processor(), writer(), store()) do
    (Some(projects), Some(limiter), Some(processor), Some(writer), Some(store)) ->
      Some(Pipeline {
        projects: projects,
        limiter: limiter,
        processor: processor,
        writer: writer,
        store: store
      })
    _ -> None
  end
end

## No events are taken any more.
pub fn close() -> () = Option.each(writer(), StorageWriter.close)
