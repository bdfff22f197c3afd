##! What people say and keep about issues: comments, histories, marks; issues that are alike, and those that are made one or
##! several.

from Api.Asked import answered
from Api.Context import Context, failure, success
from Api.Guard import Caller, Role
from Storage.Activity import Activity
from Storage.Projects import Project
import Api.Asked
import Api.Changes
import Api.Guard
import Ingestion.Fields
import Ingestion.Ids
import Storage.Activity
import Storage.Clock
import Storage.Issues
import Storage.Marks
import Storage.Merging
import Storage.Similar
import Storage.Unmerging

## Adds the routes of this module.
pub fn routes(router :: Router, context :: Context) -> Router do
  router
    |> HTTP.on_get("/api/v1/issues/:id/activity", fn request -> history(context, request) end)
    |> HTTP.on_post("/api/v1/issues/:id/comments", fn request -> comment(context, request) end)
    |> HTTP.on_post("/api/v1/issues/:id/comments/:comment", fn request ->
      edit(context, request)
    end)
    |> HTTP.on_post("/api/v1/issues/:id/comments/:comment/delete", fn request ->
      take_away(context, request)
    end)
    |> HTTP.on_post("/api/v1/issues/:id/bookmark", fn request -> bookmark(context, request) end)
    |> HTTP.on_post("/api/v1/issues/:id/seen", fn request -> seen(context, request) end)
    |> HTTP.on_get("/api/v1/issues/:id/similar", fn request -> similar(context, request) end)
    |> HTTP.on_post("/api/v1/projects/:project/issues/merge", fn request ->
      merge(context, request)
    end)
    |> HTTP.on_post("/api/v1/issues/:id/unmerge", fn request -> unmerge(context, request) end)
end

fn affected(count :: Int) -> Response = success(json { status: "ok", affected: count })

# ---- histories and comments -------------------------------------------------------------------------------------

# `GET /api/v1/issues/:id/activity`
fn history(context :: Context, request :: Request) -> Response do
  Guard.issue(context, request, Member, fn _, _, id ->
    case Asked.cursor(request, true) do
      Err(reason) -> failure(400, reason)
      Ok(beyond) ->
        answered(
          Activity.of_issue(context.db, id, beyond, Asked.limit(request, 50, 100)),
          fn((lines, next)) ->
            Asked.page(
              List.map(lines, line),
              Option.map(next, fn((time, last)) -> (Clock.shown(time), last) end)
            )
          end
        )
    end
  end)
end

fn line(one :: Activity) -> Json do
  json {
    id: one.id,
    action: one.action,
    user_id: one.user_id,
    user_name: one.user_name,
    before: one.before,
    after: one.after,
    comment: one.comment,
    created_at: one.created_at,
    edited_at: one.edited_at
  }
end

fn most_characters() -> Int = 10000

fn text_of(body :: String) -> Result<String, Response> do
  case Json.parse(body) do
    Ok(JsonObject(fields)) -> do
      let text = String.trim(Asked.clean(Fields.text_or_empty(JsonObject(fields), "text")))
      if text == "" or String.length(text) > most_characters() do
        Err(failure(400, "text has 1 to ${most_characters()} characters"))
      else
        Ok(text)
      end
    end
    _ -> Err(failure(400, "invalid json"))
  end
end

# `POST /api/v1/issues/:id/comments`
fn comment(context :: Context, request :: Request) -> Response do
  Guard.issue(context, request, Member, fn caller, project, id ->
    case text_of(request.body) do
      Err(refusal) -> refusal
      Ok(text) ->
        answered(
          Activity.comment(context.db, Changes.author_of(caller), project.id, id, text),
          fn added -> HTTP.response(201, Json.encode(json { id: added })) end
        )
    end
  end)
end

# `POST /api/v1/issues/:id/comments/:comment`: only who wrote it may.
fn edit(context :: Context, request :: Request) -> Response do
  Guard.issue(context, request, Member, fn caller, _, id ->
    case text_of(request.body) do
      Err(refusal) -> refusal
      Ok(text) ->
        answered(
          Activity.edit(context.db, Changes.author_of(caller), id, comment_id(request), text),
          affected
        )
    end
  end)
end

# `POST /api/v1/issues/:id/comments/:comment/delete`
fn take_away(context :: Context, request :: Request) -> Response do
  Guard.issue(context, request, Member, fn caller, _, id ->
    answered(
      Activity.delete(context.db, Changes.author_of(caller), id, comment_id(request)),
      affected
    )
  end)
end

fn comment_id(request :: Request) -> String =
  Asked.clean(Option.unwrap_or(Request.param(request, "comment"), ""))

# ---- marks ------------------------------------------------------------------------------------------------------

# `POST /api/v1/issues/:id/bookmark`: `{"bookmarked":true}`, which an empty body says too.
fn bookmark(context :: Context, request :: Request) -> Response do
  Guard.issue(context, request, Member, fn caller, _, id ->
    let wanted = case Json.parse(if String.is_blank(request.body) do "{}" else request.body end) do
      Ok(JsonObject(fields)) ->
        case Map.get_or(fields, "bookmarked", JsonBool(true)) do
          JsonBool(on) -> Some(on)
          _ -> None
        end
      _ -> None
    end
    case (wanted, Guard.user_of(caller)) do
      (None, _) -> failure(400, "bookmarked is true or false")
      # Nobody has no marks.
      (_, None) -> affected(0)
      (Some(on), Some(user)) -> answered(Marks.bookmark(context.db, user, id, on), affected)
    end
  end)
end

# `POST /api/v1/issues/:id/seen`
fn seen(context :: Context, request :: Request) -> Response do
  Guard.issue(context, request, Member, fn caller, _, id ->
    case Guard.user_of(caller) do
      None -> affected(0)
      Some(user) -> answered(Marks.seen(context.db, user, id), affected)
    end
  end)
end

# ---- alike ------------------------------------------------------------------------------------------------------

# `GET /api/v1/issues/:id/similar`
fn similar(context :: Context, request :: Request) -> Response do
  Guard.issue(context, request, Member, fn _, project, id ->
    answered(Similar.to(context.db, project, id, Asked.limit(request, 10, 20)), fn issues ->
      success(issues)
    end)
  end)
end

# `POST /api/v1/projects/:project/issues/merge`: `{"into":"<id>","ids":[...]}`
fn merge(context :: Context, request :: Request) -> Response do
  Guard.project(context, request, Member, fn caller, project ->
    case wished(request.body, "ids", Merging.most()) do
      Err(refusal) -> refusal
      Ok((fields, ids)) -> do
        let into = Fields.text_or_empty(fields, "into")
        let target =
          String.to_lower(if into == "" do Option.unwrap_or(List.first(ids), "") else into end)
        if not List.all(List.append(ids, target), Ids.is_uuid) do
          failure(400, "invalid id")
        else
          answered(merged(context.db, caller, project, target, ids), fn answer -> answer end)
        end
      end
    end
  end)
end

# Issues that were merged before stand for those that took them.
fn merged(
  db :: Db,
  caller :: Caller,
  project :: Project,
  target :: String,
  ids :: List<String>
) -> Result<Response, DbError> do
  let into = Option.unwrap_or(List.first(Issues.current(db, [target])?), target)
  let others = Issues.current(db, ids)?
  case Merging.merge(db, project.id, Changes.author_of(caller), into, others)? do
    None -> Ok(failure(404, "issue not found"))
    Some(done) -> do
      let body = json { status: "ok", affected: done.count, issue_id: into }
      Ok(Changes.with_undo(success(body), done.undo))
    end
  end
end

fn wished(body :: String, name :: String, most :: Int) -> Result<(Json, List<String>), Response> do
  case Json.parse(body) do
    Ok(JsonObject(fields)) -> do
      let given = Fields.items(JsonObject(fields), name)
      let texts = List.filter_map(given, fn one ->
        case one do
          JsonString(text) -> Some(String.to_lower(text))
          _ -> None
        end
      end)
      if List.is_empty(texts) or
          List.length(texts) < List.length(given) or
          List.length(texts) > most do
        Err(failure(400, "${name} is a list of 1 to ${most} texts"))
      else
        Ok((JsonObject(fields), texts))
      end
    end
    _ -> Err(failure(400, "invalid json"))
  end
end

# `POST /api/v1/issues/:id/unmerge`: `{"hashes":[...]}`, which become an issue of their own.
fn unmerge(context :: Context, request :: Request) -> Response do
  Guard.issue(context, request, Member, fn caller, project, id ->
    case wished(request.body, "hashes", 100) do
      Err(refusal) -> refusal
      Ok((_, hashes)) -> unmerged(context, caller, project, id, hashes)
    end
  end)
end

fn unmerged(
  context :: Context,
  caller :: Caller,
  project :: Project,
  id :: String,
  hashes :: List<String>
) -> Response do
  answered(
    Unmerging.unmerge(context.db, project.id, Changes.author_of(caller), id, hashes),
    fn made ->
      case made do
        Ok(issue) -> HTTP.response(201, Json.encode(json { id: issue }))
        Err(reason) -> failure(400, reason)
      end
    end
  )
end
