##! Reading issues.

from Api.Asked import answered, found
from Api.Context import Context, failure, success
from Api.Guard import Role
from Storage.EventPages import EventPage
from Storage.IssueLists import Filter, Sort
from Storage.Issues import Issue, Sparkline
from Storage.Projects import Project
import Api.Asked
import Api.Guard
import Api.IssueFilters
import Storage.Clock
import Storage.EventPages
import Storage.IssueLists
import Storage.Issues
import Storage.Marks

## Adds the routes of this module.
pub fn routes(router :: Router, context :: Context) -> Router do
  router
    |> HTTP.on_get("/api/v1/projects/:project/issues", fn request -> list(context, request) end)
    |> HTTP.on_get("/api/v1/projects/:project/issues/:number", fn request ->
      numbered(context, request)
    end)
    |> HTTP.on_get("/api/v1/issues/:id", fn request -> detail(context, request) end)
    |> HTTP.on_get("/api/v1/issues/:id/events", fn request -> events(context, request) end)
    |> HTTP.on_get("/api/v1/issues/:id/timeline", fn request -> timeline(context, request) end)
    |> HTTP.on_get("/api/v1/issues/:id/tags", fn request -> tags(context, request) end)
end

# ---- lists ------------------------------------------------------------------------------------------------------

# `GET /api/v1/projects/:project/issues`: the unresolved ones as a bare list, or a page of those that the query asks for.
fn list(context :: Context, request :: Request) -> Response do
  Guard.project(context, request, Member, fn caller, project ->
    if Map.is_empty(request.query) do
      answered(IssueLists.unresolved(context.db, project.id), fn issues ->
        success(List.map(issues, brief))
      end)
    else
      case IssueFilters.of(request) do
        Err(refusal) -> refusal
        Ok(filter) ->
          answered(page(context.db, project, Guard.user_of(caller), filter), fn answer ->
            answer
          end)
      end
    end
  end)
end

fn page(
  db :: Db,
  project :: Project,
  user :: Option<String>,
  filter :: Filter
) -> Result<Response, DbError> do
  let page = IssueLists.page(db, project.id, user, filter)?
  let lines = Issues.sparklines(db, List.map(page.issues, fn issue -> issue.id end))?
  let marks = Marks.of(db, user, List.map(page.issues, fn issue -> issue.id end))?
  let data = List.map(page.issues, fn issue -> line(project, issue, lines, marks) end)
  Ok(
    Asked.page(
      data,
      Option.map(page.next, fn((position, id)) -> (shown(filter.sort, position), id) end)
    )
  )
end

fn shown(sort :: Sort, position :: Int) -> String do
  case sort do
    LastSeen | FirstSeen -> Clock.shown(position)
    _ -> "${position}"
  end
end

# The fields of a bare list.
fn brief(issue :: Issue) -> Json = JsonObject(brief_fields(issue))

fn brief_fields(issue :: Issue) -> Map<String, Json> do
  %{
    "id" => JsonString(issue.id),
    "title" => JsonString(issue.title),
    "level" => JsonString(issue.level),
    "status" => JsonString(issue.status),
    "event_count" => JsonInt(issue.event_count),
    "first_seen" => JsonString(Clock.shown(issue.first_seen)),
    "last_seen" => JsonString(Clock.shown(issue.last_seen)),
    "assigned_to" => JsonString(Option.unwrap_or(issue.assigned_to, ""))
  }
end

## An issue as pages show it.
pub fn fields(project :: Project, issue :: Issue) -> Map<String, Json> do
  Map.merge(brief_fields(issue), %{
    "project_id" => JsonString(issue.project_id),
    "number" => JsonInt(issue.number),
    "short_id" => JsonString(Issues.short_id(project, issue.number)),
    "culprit" => JsonString(issue.culprit),
    "platform" => JsonString(issue.platform),
    "exception_type" => JsonString(issue.exception_type),
    "exception_value" => JsonString(issue.exception_value),
    "user_count" => JsonInt(issue.user_count),
    "first_release" => JsonString(issue.first_release),
    "last_release" => JsonString(issue.last_release),
    "assigned_name" => JsonString(Option.unwrap_or(issue.assigned_name, "")),
    "resolved_at" => time(issue.resolved_at),
    "resolved_in" => JsonString(issue.resolved_in),
    "resolved_in_next" => JsonBool(issue.resolved_in_next),
    "archived_until" => time(issue.archived_until),
    "archived_until_count" => Option.map_or(issue.archived_until_count, JsonNull, fn count ->
      JsonInt(count)
    end),
    "archived_for_ever" => JsonBool(issue.archived_for_ever),
    "regressed_at" => time(issue.regressed_at)
  })
end

fn time(at :: Option<Int>) -> Json =
  Option.map_or(at, JsonNull, fn micros -> JsonString(Clock.shown(micros)) end)

# With its sparklines, and what the user who asks keeps about it.
fn line(
  project :: Project,
  issue :: Issue,
  lines :: Map<String, Sparkline>,
  marks :: Map<String, (Bool, Option<Int>)>
) -> Json do
  let sparkline = Map.get_or_else(lines, issue.id, Issues.empty_sparkline)
  let (bookmarked, seen_at) = Map.get_or(marks, issue.id, (false, None))
  JsonObject(Map.merge(fields(project, issue), %{
    "bookmarked" => JsonBool(bookmarked),
    "seen_at" => time(seen_at),
    "hours" => JsonArray(List.map(sparkline.hours, fn count -> JsonInt(count) end)),
    "days" => JsonArray(List.map(sparkline.days, fn count -> JsonInt(count) end))
  }))
end

# ---- one --------------------------------------------------------------------------------------------------------

# `GET /api/v1/issues/:id`
fn detail(context :: Context, request :: Request) -> Response do
  Guard.issue(context, request, Member, fn caller, project, id ->
    shown_whole(context, Guard.user_of(caller), project, id)
  end)
end

# `GET /api/v1/projects/:project/issues/:number`: the same by the number of the issue in its project, or its short id.
fn numbered(context :: Context, request :: Request) -> Response do
  Guard.project(context, request, Member, fn caller, project ->
    let name = Option.unwrap_or(Request.param(request, "number"), "")
    case number_of(project, name) do
      None -> failure(400, "invalid number")
      Some(number) ->
        found(Issues.by_number(context.db, project.id, number), "issue not found", fn id ->
          shown_whole(context, Guard.user_of(caller), project, id)
        end)
    end
  end)
end

fn number_of(project :: Project, name :: String) -> Option<Int> do
  let prefix = Option.unwrap_or(String.strip_suffix(Issues.short_id(project, 0), "0"), "")
  let digits = Option.unwrap_or(String.strip_prefix(String.to_upper(name), prefix), name)
  if Regex.is_match(~r/^[0-9]{1,15}$/, digits) do String.to_int(digits) else None end
end

fn shown_whole(
  context :: Context,
  user :: Option<String>,
  project :: Project,
  id :: String
) -> Response do
  found(Issues.find(context.db, id), "issue not found", fn issue ->
    answered(whole(context, user, project, issue), fn value -> success(value) end)
  end)
end

fn whole(
  context :: Context,
  user :: Option<String>,
  project :: Project,
  issue :: Issue
) -> Result<Json, DbError> do
  let (db, id) = (context.db, issue.id)
  let grouping = Issues.grouping(db, id)?
  let latest = EventPages.latest(db, id)?
  let oldest = EventPages.oldest(db, id)?
  let hashes = Issues.hashes(db, id)?
  let lines = Issues.sparklines(db, [id])?
  let marks = Marks.of(db, user, [id])?
  let JsonObject(known) = line(project, issue, lines, marks) else
    return Ok(JsonNull)
  end
  Ok(JsonObject(Map.merge(known, %{
    "fingerprint" => JsonString(grouping.fingerprint),
    "grouping_version" => JsonInt(grouping.grouping_version),
    "grouping_rule" => JsonString(grouping.grouping_rule),
    "hashes" => JsonArray(List.map(hashes, fn hash -> JsonString(hash) end)),
    "latest_event_id" => JsonString(Option.unwrap_or(latest, "")),
    "oldest_event_id" => JsonString(Option.unwrap_or(oldest, "")),
    "permalink" => JsonString("${context.config.public_url}/issues/${id}"),
    "project" => json {
      id: project.id,
      number: project.number,
      name: project.name,
      slug: project.slug
    }
  })))
end

# ---- its events -------------------------------------------------------------------------------------------------

# `GET /api/v1/issues/:id/events`
fn events(context :: Context, request :: Request) -> Response do
  Guard.issue(context, request, Member, fn _, _, id ->
    case Asked.cursor(request, true) do
      Err(reason) -> failure(400, reason)
      Ok(beyond) ->
        answered(
          EventPages.of_issue(context.db, id, beyond, Asked.limit(request, 25, 100)),
          fn page ->
            Asked.page(
              lines_of(page),
              Option.map(page.next, fn((time, last)) -> (Clock.shown(time), last) end)
            )
          end
        )
    end
  end)
end

# `GET /api/v1/issues/:id/timeline`
fn timeline(context :: Context, request :: Request) -> Response do
  Guard.issue(context, request, Member, fn _, _, id ->
    answered(EventPages.of_issue(context.db, id, None, Asked.limit(request, 50, 100)), fn page ->
      success(lines_of(page))
    end)
  end)
end

fn lines_of(page :: EventPage) -> List<Json> =
  List.map(page.events, fn event -> event.to_json() end)

# `GET /api/v1/issues/:id/tags`: how often each value is among the newest events.
fn tags(context :: Context, request :: Request) -> Response do
  Guard.issue(context, request, Member, fn _, _, id ->
    answered(EventPages.tags_of(context.db, id), fn((events, counts)) ->
      success(json {
        events: events,
        tags:
          List.map(List.sorted(Map.keys(counts)), fn name -> tag(name, Map.get(counts, name)) end)
      })
    end)
  end)
end

# With the most frequent values.
fn tag(name :: String, counts :: Map<String, Int>) -> Json do
  let sorted = List.sort_by(Map.to_list(counts), fn((value, count)) -> (-count, value) end)
  let values =
    List.map(List.take(sorted, 10), fn((value, count)) -> json { value: value, count: count } end)
  json { name: name, values: values, different: Map.size(counts) }
end
