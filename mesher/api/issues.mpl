##! Reading and changing issues.

from Api.Context import Context, failure, internal
from Services.Registry import PipelineRegistry
from Services.StreamManager import StreamManager
import Ingestion.Pipeline
import Storage.Issues
import Storage.Projects

## `GET /api/v1/projects/:project/issues`: the unresolved ones as a bare list, or those that the query asks for.
pub fn list(context :: Context, request :: Request) -> Response do
  case Projects.find(context.db, Option.unwrap_or(Request.param(request, "project"), "")) do
    Err(error) -> internal(error)
    Ok(None) -> failure(404, "project not found")
    Ok(Some(project)) -> case Request.query(request, "status") do
      None -> listed(Issues.list(context.db, project.id, "unresolved"), fn text -> text end)
      Some(status) -> listed(Issues.list(context.db, project.id, status), fn text ->
        "{\"data\":${text},\"has_more\":false}"
      end)
    end
  end
end

fn listed(found :: Result<List<Issues.Issue>, String>, shape :: Fun(String) -> String) -> Response do
  case found do
    Ok(issues) -> HTTP.response(200, shape(Json.encode(issues)))
    Err(error) -> internal(error)
  end
end

## `POST /api/v1/issues/:id/:action`
pub fn change(context :: Context, request :: Request) -> Response do
  let id = Option.unwrap_or(Request.param(request, "id"), "")
  case Option.and_then(Request.param(request, "action"), status_after) do
    None -> failure(404, "not found")
    Some(status) -> if not Regex.is_match(~r/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, id) do
      failure(400, "invalid id")
    else
      case changed(context, id, status) do
        Ok(affected) -> HTTP.response(200, Json.encode(json { status: "ok", affected: affected }))
        Err(error) -> internal(error)
      end
    end
  end
end

fn status_after(action :: String) -> Option<String> do
  case action do
    "resolve" -> Some("resolved")
    "archive" -> Some("archived")
    "unresolve" -> Some("unresolved")
    "discard" -> Some("discarded")
    _ -> None
  end
end

fn changed(context :: Context, id :: String, status :: String) -> Result<Int, String> do
  let affected = Issues.set_status(context.db, id, status)?
  if affected > 0 do
    case Issues.project_of(context.db, id)? do
      Some(project) -> announce(context, project, id, status)?
      None -> ()
    end
  end
  Ok(affected)
end

fn announce(context :: Context, project_id :: String, id :: String, status :: String) -> Result<(), String> do
  let unresolved = Issues.unresolved(context.db, project_id)?
  case PipelineRegistry.get_streams(context.registry) do
    None -> ()
    Some(streams) -> do
      StreamManager.publish_notice(streams, project_id, Pipeline.action_text(status, id))
      StreamManager.publish_notice(streams, project_id, Pipeline.count_text(project_id, unresolved))
    end
  end
  Ok(())
end
