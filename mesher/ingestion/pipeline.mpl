##! The way of an event: limit, store, answer, and tell those who watch.

from Ingestion.Event import Event, Outcome, Change
from Storage.Projects import Project
from Services.Registry import PipelineRegistry
from Services.RateLimiter import RateLimiter
from Services.EventProcessor import EventProcessor
from Services.StreamManager import StreamManager

## Whether the project may send one more event.
pub fn within_limit(registry :: Pid<PipelineRegistry>, project :: Project) -> Bool do
  case PipelineRegistry.get_rate_limiter(registry) do
    Some(limiter) -> RateLimiter.check_limit(limiter, project.id)
    None -> true
  end
end

## Stores the event, then tells those who watch: never inside a service.
pub fn accept(registry :: Pid<PipelineRegistry>, project :: Project, event :: Event) -> Outcome do
  let outcome = case PipelineRegistry.get_processor(registry) do
    Some(processor) -> EventProcessor.process_event(processor, project.id, event)
    None -> Failed("unavailable")
  end
  case outcome do
    Stored(change) -> announce(registry, project, event, change)
    Failed(error) -> IO.eprintln("[Mesher] event refused: ${error}")
    _ -> ()
  end
  outcome
end

fn announce(registry :: Pid<PipelineRegistry>, project :: Project, event :: Event, change :: Change) -> () do
  case PipelineRegistry.get_streams(registry) do
    None -> ()
    Some(streams) -> do
      let text = Json.encode(json { type: "event", issue_id: change.issue_id, data: with_facts(event, change) })
      StreamManager.publish_event(streams, project.id, event.level, event.environment, text)
      StreamManager.publish_notice(streams, project.id, count_text(project.id, change.unresolved))
      if change.regressed do
        StreamManager.publish_notice(streams, project.id, action_text("regressed", change.issue_id))
      end
    end
  end
end

fn with_facts(event :: Event, change :: Change) -> Json do
  case event.data do
    JsonObject(fields) -> do
      let facts = %{
        "id" => JsonString(event.id),
        "title" => JsonString(event.title),
        "received_at" => JsonString(DateTime.to_iso8601_micros(DateTime.utc_now())),
        "new_issue" => JsonBool(change.is_new),
        "regression" => JsonBool(change.regressed)
      }
      JsonObject(Map.merge(fields, facts))
    end
    other -> other
  end
end

## `{"type":"issue_count",...}`
pub fn count_text(project_id :: String, unresolved :: Int) -> String do
  Json.encode(json { type: "issue_count", project_id: project_id, count: unresolved })
end

## `{"type":"issue",...}`
pub fn action_text(action :: String, issue_id :: String) -> String do
  Json.encode(json { type: "issue", action: action, issue_id: issue_id })
end
