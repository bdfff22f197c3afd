##! Where the services are. They come back at other addresses after a crash, so nobody keeps what he got here.

from Services.EventProcessor import EventProcessor, name_of
from Services.EventStore import EventStore
from Services.ProjectService import ProjectService
from Services.RateLimiter import RateLimiter
from Services.StorageWriter import StorageWriter
from Services.StreamManager import StreamManager

## The services that an event passes.
pub struct Pipeline do
  projects :: Pid<ProjectService>
  limiter :: Pid<RateLimiter>
  processors :: List<Pid<EventProcessor>>
  writer :: Pid<StorageWriter>
  store :: Pid<EventStore>
end

struct Known do
  pool :: Db
  processors :: Int
  # Events are taken.
  is_open :: Bool
end

service PipelineRegistry do
  fn init(pool :: Db, processors :: Int) -> Known do
    Process.register("mesher_registry", self())
    Known { pool: pool, processors: processors, is_open: true }
  end

  ## The database.
  call GetPool() :: Db do |known|
    (known, known.pool)
  end

  call GetRateLimiter() :: Option<Pid<RateLimiter>> do |known|
    (known, limiter())
  end

  ## The processor of a project.
  call GetProcessor(project_number :: Int) :: Option<Pid<EventProcessor>> do |known|
    (known, processor(project_number % known.processors))
  end

  call GetWriter() :: Option<Pid<StorageWriter>> do |known|
    (known, writer())
  end

  ## All of them at once; `None` while one of them restarts, and after the end of taking events.
  call GetPipeline() :: Option<Pipeline> do |known|
    (known, if known.is_open do pipeline(known) else None end)
  end

  ## No events are taken any more. Gives what those pass that were taken.
  call Close() :: Option<Pipeline> do |known|
    (%{known | is_open: false}, pipeline(known))
  end
end

## Services by their names; `None` while they restart.
pub fn limiter() -> Option<Pid<RateLimiter>> = Process.named("rate_limiter")

pub fn writer() -> Option<Pid<StorageWriter>> = Process.named("storage_writer")

pub fn store() -> Option<Pid<EventStore>> = Process.named("event_store")

pub fn streams() -> Option<Pid<StreamManager>> = Process.named("stream_manager")

fn projects() -> Option<Pid<ProjectService>> = Process.named("project_service")

fn pipeline(known :: Known) -> Option<Pipeline> do
  let processors = for number in 0..known.processors do processor(number) end
  case (projects(), limiter(), writer(), store()) do
    (Some(projects), Some(limiter), Some(writer), Some(store)) when List.all(processors, Option.is_some) -> Some(Pipeline {
      projects: projects,
      limiter: limiter,
      processors: List.filter_map(processors, fn one -> one end),
      writer: writer,
      store: store
    })
    _ -> None
  end
end

fn processor(number :: Int) -> Option<Pid<EventProcessor>> = Process.named(name_of(number))

## The registry, unless it restarts at this moment.
pub fn find() -> Option<Pid<PipelineRegistry>> = Process.named("mesher_registry")

## Nobody gets the pipeline any more; whoever has got it may still use it.
pub fn close() -> Option<Pipeline> = Option.and_then(find(), PipelineRegistry.close)

## The services that an event passes, unless one of them restarts at this moment.
pub fn current() -> Option<Pipeline> = Option.and_then(find(), PipelineRegistry.get_pipeline)

## Keys or projects have changed: what is remembered of them holds no more.
pub fn forget_keys() -> () do
  case projects() do
    Some(pid) -> ProjectService.forget(pid)
    None -> ()
  end
end
