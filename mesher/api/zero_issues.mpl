##! Issues and events below `/api/0/`, in the public form of Sentry's API that tools know.

from Api.Context import Context
from Api.Guard import Caller, Role
from Api.Input import Refusal
from Storage.Issues import Issue
from Storage.IssueChanges import Change
from Storage.IssueLists import Filter, Sort
from Storage.Projects import Project
import Api.Asked
import Api.Changes
import Api.Guard
import Api.Input
import Api.Zero
import Api.ZeroEvents
import Api.ZeroGroups
import Api.ZeroWishes
import Ingestion.Ids
import Search.Query
import Storage.Clock
import Storage.EventPages
import Storage.IssueChanges
import Storage.IssueLists
import Storage.Issues
import Storage.Marks
import Storage.Projects

## Adds the routes of this module.
pub fn routes(router :: Router, context :: Context) -> Router do
  let with_issues = List.reduce(
    ["/api/0/issues", "/api/0/organizations/:org/issues"],
    router,
    fn all, path -> of_issues(all, context, path) end
  )
  with_issues
    |> slashed("GET", "/api/0/projects/:org/:project/issues", fn request ->
      in_project(context, request, list)
    end)
    |> slashed("PUT", "/api/0/projects/:org/:project/issues", fn request ->
      in_project(context, request, change_many)
    end)
    |> slashed("GET", "/api/0/organizations/:org/issues", fn request ->
      in_projects(context, request, list_all)
    end)
    |> slashed("PUT", "/api/0/organizations/:org/issues", fn request ->
      in_projects(context, request, change_all)
    end)
    |> slashed("GET", "/api/0/projects/:org/:project/events", fn request ->
      in_project(context, request, ZeroEvents.of_project)
    end)
    |> slashed("GET", "/api/0/projects/:org/:project/events/:event", fn request ->
      in_project(context, request, ZeroEvents.in_project)
    end)
end

fn of_issues(router :: Router, context :: Context, path :: String) -> Router do
  router
    |> slashed("GET", "${path}/:id", fn request -> on_issue(context, request, Member, show) end)
    |> slashed("PUT", "${path}/:id", fn request -> on_issue(context, request, Member, change) end)
    |> slashed("DELETE", "${path}/:id", fn request -> on_issue(context, request, Admin, delete) end)
    |> slashed("GET", "${path}/:id/events", fn request ->
      on_issue(context, request, Member, events)
    end)
    |> slashed("GET", "${path}/:id/events/:event", fn request ->
      on_issue(context, request, Member, event)
    end)
    |> slashed("GET", "${path}/:id/hashes", fn request ->
      on_issue(context, request, Member, hashes)
    end)
    |> slashed("GET", "${path}/:id/tags", fn request ->
      on_issue(context, request, Member, tags)
    end)
end

# Tools write a slash at the end.
fn slashed(
  router :: Router,
  method :: String,
  path :: String,
  handle :: Fun(Request) -> Response
) -> Router do
  router
    |> HTTP.on(method, path, handle)
    |> HTTP.on(method, "${path}/", handle)
end

fn in_project(
  context :: Context,
  request :: Request,
  handle :: Fun(Context, Request, Caller, Project) -> Result<Response, Refusal>
) -> Response do
  Zero.plain(Guard.project(context, request, Member, fn caller, project ->
    Input.answer(handle(context, request, caller, project))
  end))
end

# The projects of an organization: those that the query names by number or short name, or all.
fn in_projects(
  context :: Context,
  request :: Request,
  handle :: Fun(Context, Request, Caller, List<Project>) -> Result<Response, Refusal>
) -> Response do
  Zero.plain(Guard.organization(context, request, Member, fn caller, org_id ->
    Input.answer(Result.and_then(chosen(context, request, org_id), fn projects ->
      handle(context, request, caller, projects)
    end))
  end))
end

fn chosen(
  context :: Context,
  request :: Request,
  org_id :: String
) -> Result<List<Project>, Refusal> do
  let all = Projects.of_org(context.db, org_id)?
  case List.filter(Request.queries(request, "project"), fn name -> name != "-1" end) do
    [] -> Ok(all)
    names ->
      List.try_map(List.unique(names), fn name ->
        let found = List.find(all, fn project ->
          List.contains([project.id, "${project.number}"], name) or project.slug == Some(name)
        end)
        Option.ok_or(found, Refused(400, "unknown project"))
      end)
  end
end

fn on_issue(
  context :: Context,
  request :: Request,
  role :: Role,
  handle :: Fun(Context, Request, Caller, Project, Issue) -> Result<Response, Refusal>
) -> Response do
  Zero.plain(Guard.issue(context, request, role, fn caller, project, id ->
    Input.answer(found(context, request, caller, project, id, handle))
  end))
end

fn found(
  context :: Context,
  request :: Request,
  caller :: Caller,
  project :: Project,
  id :: String,
  handle :: Fun(Context, Request, Caller, Project, Issue) -> Result<Response, Refusal>
) -> Result<Response, Refusal> do
  let issue = Input.there(Issues.find(context.db, id)?, "issue")?
  handle(context, request, caller, project, issue)
end

fn known(value :: Json) -> Result<Response, Refusal> = Ok(HTTP.response(200, Json.encode(value)))

# ---- reading ----------------------------------------------------------------------------------------------------

# Without a query, what waits for somebody; `Link` says where the next page is.
fn list(
  context :: Context,
  request :: Request,
  caller :: Caller,
  project :: Project
) -> Result<Response, Refusal> do
  list_all(context, request, caller, [project])
end

fn list_all(
  context :: Context,
  request :: Request,
  caller :: Caller,
  projects :: List<Project>
) -> Result<Response, Refusal> do
  let query = Asked.clean(Option.unwrap_or(Request.query(request, "query"), "is:unresolved"))
  let filter = %{filter_of(query)? |
    sort: sort_of(Asked.text(request, "sort")),
    environment: Asked.text(request, "environment"),
    beyond: place_of(Asked.text(request, "cursor"))?,
    limit: Asked.limit(request, 25, 100)
  }
  let ids = List.map(projects, fn project -> project.id end)
  let page = IssueLists.page_of_all(context.db, ids, Guard.user_of(caller), filter)?
  let answer = HTTP.response(
    200,
    Json.encode(JsonArray(ZeroGroups.all(context, caller, projects, page.issues)?))
  )
  Ok(linked(context, request, answer, page.next))
end

## With the place of the next page, as these tools read it.
pub fn linked(
  context :: Context,
  request :: Request,
  answer :: Response,
  next :: Option<(Int, String)>
) -> Response do
  let (place, more) = case next do
    Some((position, id)) -> ("${position}:${id}", "true")
    None -> ("", "false")
  end
  let address = "${context.config.public_url}${request.path}?cursor=${Url.encode(place)}"
  HTTP.with_header(
    answer,
    "link",
    "<${address}>; rel=\"next\"; results=\"${more}\"; cursor=\"${place}\""
  )
end

fn filter_of(query :: String) -> Result<Filter, Refusal> do
  case Query.parse(query, Clock.now()) do
    Err(problem) -> Err(Refused(400, "at ${problem.at}: ${problem.error}"))
    Ok(terms) ->
      Ok(Filter {
        statuses: [],
        level: "",
        assigned_to: "",
        environment: "",
        terms: terms,
        since: None,
        sort: LastSeen,
        beyond: None,
        limit: 100
      })
  end
end

fn sort_of(name :: String) -> Sort do
  case name do
    "new" -> FirstSeen
    "freq" -> EventCount
    "user" -> UserCount
    "trends" -> Trend
    _ -> LastSeen
  end
end

## Where a page begins: what `linked` gave out.
pub fn place_of(text :: String) -> Result<Option<(Int, String)>, Refusal> do
  case String.split_once(text, ":") do
    _ when text == "" -> Ok(None)
    Some((position, id)) ->
      case String.to_int(position) do
        Some(at) -> Ok(Some((at, id)))
        None -> Err(Refused(400, "invalid cursor"))
      end
    _ -> Err(Refused(400, "invalid cursor"))
  end
end

fn show(
  context :: Context,
  _request :: Request,
  caller :: Caller,
  project :: Project,
  issue :: Issue
) -> Result<Response, Refusal> do
  known(ZeroGroups.one(context, caller, project, issue.id)?)
end

fn events(
  context :: Context,
  request :: Request,
  _ :: Caller,
  project :: Project,
  issue :: Issue
) -> Result<Response, Refusal> do
  let page = EventPages.of_issue(
    context.db,
    issue.id,
    place_of(Asked.text(request, "cursor"))?,
    Asked.limit(request, 25, 100)
  )?
  let answer = HTTP.response(
    200,
    Json.encode(JsonArray(List.map(page.events, fn event -> ZeroEvents.brief(project, event) end)))
  )
  Ok(linked(context, request, answer, page.next))
end

fn event(
  context :: Context,
  request :: Request,
  _ :: Caller,
  project :: Project,
  issue :: Issue
) -> Result<Response, Refusal> do
  ZeroEvents.of_issue(
    context,
    project,
    issue.id,
    Option.unwrap_or(Request.param(request, "event"), "")
  )
end

fn hashes(
  context :: Context,
  _request :: Request,
  _ :: Caller,
  _ :: Project,
  issue :: Issue
) -> Result<Response, Refusal> do
  let all = Issues.hashes(context.db, issue.id)?
  known(JsonArray(List.map(all, fn hash -> json { id: hash, latestEvent: JsonNull } end)))
end

fn tags(
  context :: Context,
  _request :: Request,
  _ :: Caller,
  _ :: Project,
  issue :: Issue
) -> Result<Response, Refusal> do
  let (_, counts) = EventPages.tags_of(context.db, issue.id)?
  known(JsonArray(List.map(Map.to_list(counts), fn((name, values)) ->
    let sorted =
      List.take(List.sort_by(Map.to_list(values), fn((value, count)) -> (-count, value) end), 10)
    let top =
      List.map(sorted, fn((value, count)) -> json { name: value, value: value, count: count } end)
    json {
      key: name,
      name: name,
      uniqueValues: Map.size(values),
      totalValues: List.sum(Map.values(values)),
      topValues: top
    }
  end)))
end

# ---- changing ---------------------------------------------------------------------------------------------------

fn change(
  context :: Context,
  request :: Request,
  caller :: Caller,
  project :: Project,
  issue :: Issue
) -> Result<Response, Refusal> do
  apply(context, request, caller, project, [issue.id])?
  known(ZeroGroups.one(context, caller, project, issue.id)?)
end

fn change_many(
  context :: Context,
  request :: Request,
  caller :: Caller,
  project :: Project
) -> Result<Response, Refusal> do
  change_all(context, request, caller, [project])
end

# Those of the ids in the query, or those that a search finds. Ids of issues elsewhere are passed over.
fn change_all(
  context :: Context,
  request :: Request,
  caller :: Caller,
  projects :: List<Project>
) -> Result<Response, Refusal> do
  let given = List.map(Request.queries(request, "id"), String.to_lower)
  if List.length(given) > IssueChanges.most() do
    Err(Refused(400, "too many issues (max ${IssueChanges.most()})"))
  else
    let named = Issues.current(context.db, List.filter(given, Ids.is_uuid))?
    let filter =
      filter_of(Asked.clean(Option.unwrap_or(Request.query(request, "query"), "is:unresolved")))?
    let wanted = List.try_map(projects, fn project ->
      let found = if List.is_empty(given) do
        IssueLists.ids(context.db, project.id, Guard.user_of(caller), filter, IssueChanges.most())?
      else
        Issues.in_project(context.db, project.id, named)?
      end
      Ok((project, found))
    end)?
    let bodies =
      List.try_map(wanted, fn((project, ids)) -> apply(context, request, caller, project, ids) end)?
    known(Option.unwrap_or(List.first(bodies), json {}))
  end
end

fn delete(
  context :: Context,
  _request :: Request,
  caller :: Caller,
  project :: Project,
  issue :: Issue
) -> Result<Response, Refusal> do
  IssueChanges.apply(context.db, project.id, Changes.author_of(caller), Delete, [issue.id])?
  Ok(HTTP.response(202, ""))
end

# What was changed.
fn apply(
  context :: Context,
  request :: Request,
  caller :: Caller,
  project :: Project,
  ids :: List<String>
) -> Result<Json, Refusal> do
  let body = ZeroWishes.body_of(request)?
  let changes = ZeroWishes.changes_of(context, caller, project, body)?
  List.try_each(changes, fn one ->
    Result.map(
      IssueChanges.apply(context.db, project.id, Changes.author_of(caller), one, ids),
      fn _ -> () end
    )
  end)?
  mark(context, caller, body, ids)?
  Ok(body)
end

fn mark(
  context :: Context,
  caller :: Caller,
  body :: Json,
  ids :: List<String>
) -> Result<(), Refusal> do
  case (Guard.user_of(caller), ids) do
    (Some(user), [id]) -> do
      case Json.field(body, "isBookmarked") do
        Some(JsonBool(on)) -> Result.map(Marks.bookmark(context.db, user, id, on), fn _ -> () end)?
        _ -> ()
      end
      if Json.field(body, "hasSeen") == Some(JsonBool(true)) do
        Marks.seen(context.db, user, id)?
      end
      Ok(())
    end
    _ -> Ok(())
  end
end
