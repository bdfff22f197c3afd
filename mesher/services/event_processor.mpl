##! Makes events of what clients send. Who sends a small one does that himself; a large one is made by the worker of its project,
##! one after the other, so that a project with many of them takes no more of the machine than any other.

from Ingestion.Event import Event
from Ingestion.Sentry import Origin
import Ingestion.Ids
import Ingestion.Native
import Ingestion.Sentry

## What a client sent, in one of the two forms.
pub type Submission do
  NativeEvent(String)
  SentryEvent(String, Origin)
end

# From so many bytes on an event is large.
fn large() -> Int = 65536

# So long somebody waits for a worker, in ms.
fn patience() -> Int = 20000

service Worker do
  fn init() -> Int = 0

  ## Checks, normalises and groups an event; or what is wrong with it.
  call Prepare(submission :: Submission) :: Result<Event, String> do |prepared|
    (prepared + 1, event_of(submission))
  end
end

service EventProcessor do
  fn init() -> Map<String, Pid<Worker>> do
    Process.register("event_processor", self())
    %{}
  end

  ## The worker of a project.
  call WorkerOf(project_id :: String) :: Pid<Worker> do |workers|
    case Map.fetch(workers, project_id) do
      Some(worker) when Process.alive(worker) -> (workers, worker)
      _ -> do
        let worker = Worker.start()
        (Map.put(workers, project_id, worker), worker)
      end
    end
  end

  ## How many projects have a worker.
  call Workers() :: Int do |workers|
    (workers, Map.size(workers))
  end
end

## The event that was sent, or what is wrong with it; `None` when that takes too long at this moment.
pub fn prepared(
  processor :: Pid<EventProcessor>,
  project_id :: String,
  submission :: Submission
) -> Option<Result<Event, String>> do
  if size_of(submission) < large() do
    Some(event_of(submission))
  else
    Result.ok(
      Worker.try_prepare(EventProcessor.worker_of(processor, project_id), submission, patience())
    )
  end
end

fn size_of(submission :: Submission) -> Int do
  case submission do
    NativeEvent(body) | SentryEvent(body, _) -> String.byte_length(body)
  end
end

## The id of an event that is not kept: what the client said, where it says so outside of the event, or a new one.
pub fn id_in(submission :: Submission) -> String do
  let said = case submission do
    SentryEvent(body, origin) ->
      Option.or_else(origin.id, fn -> Ids.event_id(Json.get(body, "event_id")) end)
    NativeEvent(body) -> Ids.event_id(Json.get(body, "event_id"))
  end
  Option.unwrap_or_else(said, Ids.new_event_id)
end

fn event_of(submission :: Submission) -> Result<Event, String> do
  case submission do
    NativeEvent(body) -> Native.parse(body)
    SentryEvent(body, origin) -> Sentry.parse(body, origin)
  end
end
