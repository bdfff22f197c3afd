##! Changing issues, one or many, and taking that back.

from Api.Asked import answered
from Api.Context import Context, failure, internal, success
from Api.Guard import Role, Caller
from Storage.Activity import Author
from Storage.IssueChanges import Change, Done, Until
from Storage.Projects import Project
import Api.Asked
import Api.Guard
import Api.IssueFilters
import Ingestion.Fields
import Ingestion.Ids
import Storage.Clock
import Storage.IssueChanges
import Storage.IssueLists
import Storage.Issues
import Storage.Members
import Storage.Projects
import Storage.UndoTokens
import Storage.Undoing

## Adds the routes of this module.
pub fn routes(router :: Router, context :: Context) -> Router do
  let one = List.reduce(actions(), router, fn all, action ->
    HTTP.on_post(all, "/api/v1/issues/:id/${action}", fn request ->
      change(context, request, action)
    end)
  end)
  one
    |> HTTP.on_post("/api/v1/projects/:project/issues/bulk", fn request ->
      bulk(context, request)
    end)
    |> HTTP.on_post("/api/v1/undo/:token", fn request -> undo(context, request) end)
end

fn actions() -> List<String> = ["resolve", "unresolve", "archive", "discard", "assign", "delete"]

## What one has to be for an action: who deletes takes from all.
pub fn role_for(action :: String) -> Role = if action == "delete" do Admin else Member end

## Who a caller is in histories.
pub fn author_of(caller :: Caller) -> Author do
  Author { user_id: Option.unwrap_or(Guard.user_of(caller), ""), name: Guard.name_of(caller) }
end

# ---- one --------------------------------------------------------------------------------------------------------

# `POST /api/v1/issues/:id/<action>`. An unknown issue is no error, but nothing is changed.
fn change(context :: Context, request :: Request, action :: String) -> Response do
  let id = String.to_lower(Option.unwrap_or(Request.param(request, "id"), ""))
  Guard.signed_in(context, request, fn _ ->
    case Issues.locate(context.db, id) do
      Ok(None) when Ids.is_uuid(id) -> answer(Done { affected: 0, undo: "" }, action)
      _ ->
        Guard.issue(context, request, role_for(action), fn caller, project, known ->
          case wish(request.body) do
            Err(refusal) -> refusal
            Ok(fields) ->
              changed(context, caller, project, action, fields, [known], fn done ->
                answer(done, action)
              end)
          end
        end)
    end
  end)
end

# The token stands in a header: the body is what it always was.
fn answer(done :: Done, action :: String) -> Response do
  let body = if action == "assign" do
    json { status: "ok" }
  else
    json { status: "ok", affected: done.affected }
  end
  with_undo(success(body), done.undo)
end

## An answer with the token that takes back what was done; "" when nothing does.
pub fn with_undo(response :: Response, token :: String) -> Response do
  if token == "" do response else HTTP.with_header(response, "x-mesher-undo", token) end
end

fn wish(body :: String) -> Result<Json, Response> do
  case Json.parse(if String.is_blank(body) do "{}" else body end) do
    Ok(JsonObject(_) as fields) -> Ok(fields)
    _ -> Err(failure(400, "invalid json"))
  end
end

fn changed(
  context :: Context,
  caller :: Caller,
  project :: Project,
  action :: String,
  fields :: Json,
  ids :: List<String>,
  show :: Fun(Done) -> Response
) -> Response do
  case change_of(context.db, project, action, fields) do
    Err(refusal) -> refusal
    Ok(change) ->
      answered(IssueChanges.apply(context.db, project.id, author_of(caller), change, ids), show)
  end
end

# ---- what is wished ---------------------------------------------------------------------------------------------

fn change_of(
  db :: Db,
  project :: Project,
  action :: String,
  fields :: Json
) -> Result<Change, Response> do
  case action do
    "resolve" -> resolve_of(fields)
    "unresolve" -> Ok(Unresolve)
    "archive" -> Result.map(until_of(fields), Archive)
    "discard" -> Ok(Discard)
    "delete" -> Ok(Delete)
    "assign" -> assign_of(db, project, fields)
    _ -> Err(failure(400, "invalid action: must be one of ${String.join(actions(), ", ")}"))
  end
end

fn resolve_of(fields :: Json) -> Result<Change, Response> do
  let in_next = Json.field(fields, "in_next_release") == Some(JsonBool(true))
  case Fields.present(fields, "in_release") do
    None -> Ok(Resolve("", in_next))
    Some(JsonString(release)) when not in_next and String.length(release) <= 250 ->
      Ok(Resolve(Asked.clean(release), false))
    Some(_) -> Err(failure(400, "in_release is the name of a release, without in_next_release"))
  end
end

fn until_of(fields :: Json) -> Result<Until, Response> do
  let given = List.filter(["until", "until_count", "for_ever"], fn name ->
    Option.is_some(Fields.present(fields, name))
  end)
  let until = Fields.micros(Fields.or_null(fields, "until"))
  case (given, until, Json.field(fields, "until_count"), Json.field(fields, "for_ever")) do
    ([], _, _, _) | (["for_ever"], _, _, Some(JsonBool(false))) -> Ok(Spike)
    (["until"], Some(time), _, _) when time > Clock.now() -> Ok(Time(time))
    (["until_count"], _, Some(JsonInt(count)), _) when count > 0 and count <= 1000000000 ->
      Ok(MoreEvents(count))
    (["for_ever"], _, _, Some(JsonBool(true))) -> Ok(Never)
    _ ->
      Err(
        failure(
          400,
          "archive takes one of until (a time to come), until_count (1 or more) and for_ever (true)"
        )
      )
  end
end

fn assign_of(db :: Db, project :: Project, fields :: Json) -> Result<Change, Response> do
  case Fields.present(fields, "user_id") do
    None | Some(JsonString("")) -> Ok(Assign(""))
    Some(JsonString(id)) when Ids.is_uuid(String.to_lower(id)) ->
      case Members.role_of(db, String.to_lower(id), project.org_id) do
        Ok(Some(_)) -> Ok(Assign(String.to_lower(id)))
        Ok(None) -> Err(failure(400, "unknown user"))
        Err(error) -> Err(internal(error))
      end
    Some(_) -> Err(failure(400, "unknown user"))
  end
end

# ---- many -------------------------------------------------------------------------------------------------------

# `POST /api/v1/projects/:project/issues/bulk`: an action, and `ids` or `query`.
fn bulk(context :: Context, request :: Request) -> Response do
  case wish(request.body) do
    Err(refusal) -> Guard.project(context, request, Member, fn _, _ -> refusal end)
    Ok(fields) -> do
      let action = Fields.text_or_empty(fields, "action")
      Guard.project(context, request, role_for(action), fn caller, project ->
        case chosen(context.db, caller, project, fields) do
          Err(refusal) -> refusal
          Ok((ids, has_more)) ->
            changed(context, caller, project, action, fields, ids, fn done ->
              success(json {
                status: "ok",
                affected: done.affected,
                undo: done.undo,
                has_more: has_more
              })
            end)
        end
      end)
    end
  end
end

# The ids of those that are meant, and whether the query lets more through than one request changes.
fn chosen(
  db :: Db,
  caller :: Caller,
  project :: Project,
  fields :: Json
) -> Result<(List<String>, Bool), Response> do
  case (Fields.present(fields, "ids"), Fields.present(fields, "query")) do
    (Some(JsonArray(given)), None) ->
      case Issues.current(db, ids_of(given)?) do
        Ok(ids) -> Ok((ids, false))
        Err(error) -> Err(internal(error))
      end
    (None, Some(JsonString(query))) -> do
      let filter = IssueFilters.of_search(Asked.clean(query))?
      case IssueLists.ids(db, project.id, Guard.user_of(caller), filter, IssueChanges.most() + 1) do
        Ok(ids) -> Ok((List.take(ids, IssueChanges.most()), List.length(ids) > IssueChanges.most()))
        Err(error) -> Err(internal(error))
      end
    end
    _ -> Err(failure(400, "ids (a list) or query (a text) is needed"))
  end
end

fn ids_of(given :: List<Json>) -> Result<List<String>, Response> do
  if List.length(given) > IssueChanges.most() do
    Err(failure(400, "at most ${IssueChanges.most()} issues can be changed at once"))
  else
    let ids = List.filter_map(given, fn one ->
      case one do
        JsonString(id) when Ids.is_uuid(String.to_lower(id)) -> Some(String.to_lower(id))
        _ -> None
      end
    end)
    if List.length(ids) == List.length(given) do
      Ok(ids)
    else
      Err(failure(400, "invalid id"))
    end
  end
end

# ---- undo -------------------------------------------------------------------------------------------------------

# `POST /api/v1/undo/:token`
fn undo(context :: Context, request :: Request) -> Response do
  let token = Asked.clean(Option.unwrap_or(Request.param(request, "token"), ""))
  Guard.signed_in(context, request, fn caller ->
    case UndoTokens.project_of(context.db, token, Guard.user_of(caller)) do
      Err(error) -> internal(error)
      Ok(None) -> failure(404, "nothing to take back")
      Ok(Some(project_id)) -> do
        let find = fn -> Projects.find(context.db, project_id) end
        Guard.of_project(context, request, Member, "project", find, fn _, _ ->
          answered(Undoing.undo(context.db, author_of(caller), token), fn count ->
            success(json { status: "ok", affected: count })
          end)
        end)
      end
    end
  end)
end
