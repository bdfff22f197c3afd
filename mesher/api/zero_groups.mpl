##! Issues as Sentry's API shows them.

from Api.Context import Context
from Api.Guard import Caller
from Api.Input import Refusal
from Storage.Issues import Issue, Sparkline
from Storage.Projects import Project
import Api.Guard
import Api.Input
import Storage.Clock
import Storage.Dashboard
import Storage.IssueLists
import Storage.Issues
import Storage.Marks

fn group(
  context :: Context,
  project :: Project,
  issue :: Issue,
  line :: Sparkline,
  marks :: (Bool, Option<Int>)
) -> Json do
  let (bookmarked, seen_at) = marks
  let hour = Dashboard.this_hour()
  let points = List.map(List.enumerate(line.hours), fn((place, count)) ->
    JsonArray([JsonInt((hour - 23 + place) * 3600), JsonInt(count)])
  end)
  let is_error = issue.exception_type != ""
  json {
    id: issue.id,
    shortId: Issues.short_id(project, issue.number),
    shareId: JsonNull,
    title: issue.title,
    culprit: issue.culprit,
    permalink: "${context.config.public_url}/issues/${issue.id}",
    logger: JsonNull,
    level: issue.level,
    status: if issue.status == "archived" or issue.status == "discarded" do
      "ignored"
    else
      issue.status
    end,
    statusDetails: details(issue),
    isPublic: false,
    platform: issue.platform,
    project: json {
      id: "${project.number}",
      name: project.name,
      slug: project.slug,
      platform: project.platform
    },
    type: if is_error do "error" else "default" end,
    metadata: metadata(issue),
    numComments: 0,
    assignedTo: assignee(issue),
    isBookmarked: bookmarked,
    isSubscribed: false,
    subscriptionDetails: JsonNull,
    hasSeen: Option.is_some(seen_at),
    annotations: JsonArray([]),
    count: "${issue.event_count}",
    userCount: issue.user_count,
    firstSeen: Clock.shown(issue.first_seen),
    lastSeen: Clock.shown(issue.last_seen),
    stats: JsonObject(%{"24h" => JsonArray(points)})
  }
end

fn metadata(issue :: Issue) -> Json do
  if issue.exception_type == "" do
    json { title: issue.title }
  else
    json { type: issue.exception_type, value: issue.exception_value }
  end
end

fn details(issue :: Issue) -> Json do
  let all = [
    (
      "inRelease",
      if issue.resolved_in == "" or issue.resolved_in_next do
        JsonNull
      else
        JsonString(issue.resolved_in)
      end
    ),
    ("inNextRelease", if issue.resolved_in_next do JsonBool(true) else JsonNull end),
    (
      "ignoreUntil",
      Option.map_or(issue.archived_until, JsonNull, fn time -> JsonString(Clock.shown(time)) end)
    ),
    (
      "ignoreCount",
      Option.map_or(issue.archived_until_count, JsonNull, fn count ->
        JsonInt(count - issue.event_count)
      end)
    )
  ]
  JsonObject(Map.from_list(List.filter(all, fn((_, value)) -> value != JsonNull end)))
end

fn assignee(issue :: Issue) -> Json do
  case issue.assigned_to do
    None -> JsonNull
    Some(id) -> json { type: "user", id: id, name: Option.unwrap_or(issue.assigned_name, "") }
  end
end

## Issues of these projects, as a caller sees them.
pub fn all(
  context :: Context,
  caller :: Caller,
  projects :: List<Project>,
  issues :: List<Issue>
) -> Result<List<Json>, Refusal> do
  let ids = List.map(issues, fn issue -> issue.id end)
  let known = List.index_by(projects, fn project -> project.id end)
  let lines = Issues.sparklines(context.db, ids)?
  let marks = Marks.of(context.db, Guard.user_of(caller), ids)?
  Ok(List.filter_map(issues, fn issue ->
    let line = Map.get_or_else(lines, issue.id, Issues.empty_sparkline)
    Option.map(Map.fetch(known, issue.project_id), fn project ->
      group(context, project, issue, line, Map.get_or(marks, issue.id, (false, None)))
    end)
  end))
end

## One of them.
pub fn one(
  context :: Context,
  caller :: Caller,
  project :: Project,
  id :: String
) -> Result<Json, Refusal> do
  let issues = IssueLists.by_ids(context.db, [id])?
  let shown = all(context, caller, [project], issues)?
  Input.there(List.first(shown), "issue")
end
