##! `POST /api/v1/events`: events of Mesher's own form.

from Api.Context import Context, failure, unavailable, internal
from Ingestion.Pipeline import Answer
from Services.EventProcessor import Submission
from Services.Registry import Pipeline
from Storage.Projects import Project
import Ingestion.Auth
import Ingestion.Pipeline
import Services.Registry

## Key, rate limit, size and content are checked in this order.
pub fn post(context :: Context, request :: Request) -> Response do
  case Registry.current() do
    None -> unavailable()
    Some(pipeline) -> case Option.map(Auth.key_of(request, None), fn key -> Pipeline.project_of(pipeline, key) end) do
      Some(Ok(Some(project))) -> limited(context, pipeline, project, request)
      Some(Err(error)) -> internal(error)
      _ -> failure(401, "unauthorized")
    end
  end
end

fn limited(context :: Context, pipeline :: Pipeline, project :: Project, request :: Request) -> Response do
  if Pipeline.take_token(pipeline, project).allowed do
    let size = context.config.max_event_bytes
    case Request.read(request, size, size) do
      Ok(body) -> answered(Pipeline.submit(pipeline, context.config, project, NativeEvent(body)))
      Err(413) -> failure(400, "payload too large")
      Err(415) -> failure(415, "unsupported content encoding")
      Err(_) -> failure(400, "unreadable body")
    end
  else
    HTTP.with_headers(failure(429, "rate limited"), %{"retry-after" => "${context.config.rate_window_s}"})
  end
end

fn answered(answer :: Answer) -> Response do
  case answer do
    Refused(reason) -> failure(400, reason)
    Unstored -> unavailable()
    Accepted(event_id, issue_id) -> do
      let ids = [("x-mesher-event-id", Some(event_id)), ("x-mesher-issue-id", issue_id)]
      let known = List.filter_map(ids, fn((name, id)) -> Option.map(id, fn text -> (name, text) end) end)
      HTTP.response_with_headers(202, Json.encode(json { status: "accepted" }), Map.from_list(known))
    end
  end
end
