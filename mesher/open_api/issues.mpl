##! Issues, events, searches and dashboards for the OpenAPI document: see `Api.Issues`, `Api.Events`, `Api.Changes`,
##! `Api.Discussion`,
##! `Api.Search` and `Api.Dashboard`.

from OpenApi.Forms import (
  Operation,
  anything,
  text,
  number,
  real,
  truth,
  time,
  uuid,
  one_of,
  list,
  or_null,
  object,
  options,
  named,
  affected,
  page_of,
  read,
  act,
  send_to,
  create,
  asking,
  needing,
  paged
)

fn levels() -> Json = one_of(["fatal", "error", "warning", "info", "debug"])

fn statuses() -> Json = one_of(["unresolved", "resolved", "archived", "discarded"])

fn brief_fields() -> List<(String, Json)> do
  [
    ("id", uuid()),
    ("title", text()),
    ("level", levels()),
    ("status", statuses()),
    ("event_count", number()),
    ("first_seen", time()),
    ("last_seen", time()),
    ("assigned_to", text())
  ]
end

fn line_fields() -> List<(String, Json)> do
  brief_fields() ++
    [
      ("project_id", uuid()),
      ("number", number()),
      ("short_id", text()),
      ("culprit", text()),
      ("platform", text()),
      ("exception_type", text()),
      ("exception_value", text()),
      ("user_count", number()),
      ("first_release", text()),
      ("last_release", text()),
      ("assigned_name", text()),
      ("resolved_at", or_null(time())),
      ("resolved_in", text()),
      ("resolved_in_next", truth()),
      ("archived_until", or_null(time())),
      ("archived_until_count", or_null(number())),
      ("archived_for_ever", truth()),
      ("regressed_at", or_null(time())),
      ("bookmarked", truth()),
      ("seen_at", or_null(time())),
      ("hours", list(number())),
      ("days", list(number()))
    ]
end

fn event_fields() -> List<(String, Json)> do
  [
    ("id", uuid()),
    ("event_id", text()),
    ("project_id", uuid()),
    ("issue_id", uuid()),
    ("level", levels()),
    ("message", text()),
    ("fingerprint", text()),
    ("exception", anything()),
    ("stacktrace", anything()),
    ("breadcrumbs", list(anything())),
    ("tags", options([])),
    ("extra", options([])),
    ("user_context", anything()),
    ("request", anything()),
    ("contexts", anything()),
    ("sdk_name", text()),
    ("sdk_version", text()),
    ("environment", text()),
    ("release", text()),
    ("dist", text()),
    ("platform", text()),
    ("transaction", text()),
    ("user", text()),
    ("size", number()),
    ("occurred_at", time()),
    ("received_at", time())
  ]
end

fn found_fields() -> List<(String, Json)> do
  [
    ("id", uuid()),
    ("issue_id", uuid()),
    ("level", levels()),
    ("message", text()),
    ("received_at", time())
  ]
end

## Forms by their names.
pub fn components() -> List<(String, Json)> do
  let project =
    object([("id", uuid()), ("number", number()), ("name", text()), ("slug", or_null(text()))])
  [
    ("BriefIssue", object(brief_fields())),
    ("Issue", object(line_fields())),
    (
      "WholeIssue",
      object(
        line_fields() ++
        [
          ("fingerprint", text()),
          ("grouping_version", number()),
          ("grouping_rule", text()),
          ("hashes", list(text())),
          ("latest_event_id", text()),
          ("oldest_event_id", text()),
          ("permalink", text()),
          ("project", project)
        ]
      )
    ),
    (
      "EventLine",
      object([
        ("id", uuid()),
        ("event_id", text()),
        ("issue_id", uuid()),
        ("level", levels()),
        ("message", text()),
        ("environment", text()),
        ("release", text()),
        ("user", text()),
        ("received_at", time())
      ])
    ),
    (
      "Event",
      object([
        ("event", object(event_fields())),
        ("navigation", object([("next_id", or_null(uuid())), ("prev_id", or_null(uuid()))]))
      ])
    ),
    ("FoundEvent", object(found_fields())),
    ("TaggedEvent", object(List.append(found_fields(), ("tags", options([]))))),
    (
      "Activity",
      object([
        ("id", uuid()),
        ("action", text()),
        ("user_id", text()),
        ("user_name", text()),
        ("before", anything()),
        ("after", anything()),
        ("comment", text()),
        ("created_at", time()),
        ("edited_at", or_null(time()))
      ])
    ),
    ("ValueCount", object([("value", text()), ("count", number())])),
    (
      "SavedSearch",
      object([
        ("id", uuid()),
        ("name", text()),
        ("query", text()),
        ("sort", text()),
        ("shared", truth()),
        ("created_at", time())
      ])
    )
  ]
end

fn archive_form() -> Json =
  options([("until", time()), ("until_count", number()), ("for_ever", truth())])

fn resolve_form() -> Json = options([("in_release", text()), ("in_next_release", truth())])

pub fn operations() -> List<Operation> =
  lists() ++ one() ++ changes() ++ discussion() ++ events() ++ searches() ++ dashboard()

fn lists() -> List<Operation> do
  let filtered = [
    ("q", text()),
    ("status", statuses()),
    ("level", levels()),
    ("assigned_to", text()),
    ("environment", text()),
    ("since", time()),
    ("sort", one_of(["last_seen", "first_seen", "event_count", "users", "trend"]))
  ]
  let either = json { anyOf: [list(named("BriefIssue")), page_of(named("Issue"))] }
  [
    read(
      "Issues",
      "/api/v1/projects/:project/issues",
      "Unresolved issues as a list, or, with any query, a page of issues",
      either
    )
      |> asking(filtered)
      |> paged(),
    read(
      "Issues",
      "/api/v1/projects/:project/issues/:number",
      "An issue by its number or short id",
      named("WholeIssue")
    )
  ]
end

fn one() -> List<Operation> do
  let tag =
    object([("name", text()), ("values", list(named("ValueCount"))), ("different", number())])
  let alike = object([
    ("id", uuid()),
    ("short_id", text()),
    ("title", text()),
    ("culprit", text()),
    ("level", text()),
    ("status", text()),
    ("event_count", number()),
    ("score", real())
  ])
  [
    read("Issues", "/api/v1/issues/:id", "An issue", named("WholeIssue")),
    read(
      "Issues",
      "/api/v1/issues/:id/events",
      "Its events, newest first",
      page_of(named("EventLine"))
    )
      |> paged(),
    read("Issues", "/api/v1/issues/:id/timeline", "Its newest events", list(named("EventLine")))
      |> asking([("limit", number())]),
    read("Issues", "/api/v1/issues/:id/events/latest", "Its newest event", named("Event")),
    read(
      "Issues",
      "/api/v1/issues/:id/tags",
      "Tags of its newest events",
      object([("events", number()), ("tags", list(tag))])
    ),
    read("Issues", "/api/v1/issues/:id/similar", "Issues that may have the same cause", list(alike))
      |> asking([("limit", number())]),
    read(
      "Issues",
      "/api/v1/issues/:id/activity",
      "Its history and comments",
      page_of(named("Activity"))
    )
      |> paged()
  ]
end

fn changes() -> List<Operation> do
  let path = fn action -> "/api/v1/issues/:id/${action}" end
  let chosen = [
    ("action", one_of(["resolve", "unresolve", "archive", "discard", "assign", "delete"])),
    ("ids", list(uuid())),
    ("query", text()),
    ("in_release", text()),
    ("in_next_release", truth()),
    ("until", time()),
    ("until_count", number()),
    ("for_ever", truth()),
    ("user_id", text())
  ]
  let bulk = object([
    ("status", one_of(["ok"])),
    ("affected", number()),
    ("undo", text()),
    ("has_more", truth())
  ])
  let merged = object([("status", one_of(["ok"])), ("affected", number()), ("issue_id", uuid())])
  [
    send_to(
      "Issues",
      path("resolve"),
      "Resolve it, in a release or in the next one",
      resolve_form(),
      affected()
    ),
    act("Issues", path("unresolve"), "Have it wait for somebody again", affected()),
    send_to(
      "Issues",
      path("archive"),
      "Put it away, until something brings it back",
      archive_form(),
      affected()
    ),
    act("Issues", path("discard"), "Take no more of its events", affected()),
    act("Issues", path("delete"), "Delete it with its events", affected()),
    send_to(
      "Issues",
      path("assign"),
      "Assign it to a member, or to nobody",
      options([("user_id", text())]),
      object([("status", one_of(["ok"]))])
    ),
    send_to(
      "Issues",
      "/api/v1/projects/:project/issues/bulk",
      "Change many issues at once",
      options(chosen),
      bulk
    ),
    act("Issues", "/api/v1/undo/:token", "Take back what was just done", affected()),
    send_to(
      "Issues",
      "/api/v1/projects/:project/issues/merge",
      "Make issues one",
      options([("into", uuid()), ("ids", list(uuid()))]),
      merged
    ),
    create(
      "Issues",
      path("unmerge"),
      "Make hashes of it an issue of their own",
      options([("hashes", list(text()))]),
      object([("id", uuid())])
    )
  ]
end

fn discussion() -> List<Operation> do
  let text_form = object([("text", text())])
  [
    create(
      "Issues",
      "/api/v1/issues/:id/comments",
      "Comment on it",
      text_form,
      object([("id", uuid())])
    ),
    send_to(
      "Issues",
      "/api/v1/issues/:id/comments/:comment",
      "Change a comment of one's own",
      text_form,
      affected()
    ),
    act(
      "Issues",
      "/api/v1/issues/:id/comments/:comment/delete",
      "Take a comment of one's own away",
      affected()
    ),
    send_to(
      "Issues",
      "/api/v1/issues/:id/bookmark",
      "Mark it for oneself",
      options([("bookmarked", truth())]),
      affected()
    ),
    act("Issues", "/api/v1/issues/:id/seen", "Note that one has looked at it", affected())
  ]
end

fn events() -> List<Operation> do
  [
    read(
      "Events",
      "/api/v1/events/:event",
      "An event, by the id of its row or of its client",
      named("Event")
    ),
    read("Events", "/api/v1/events/:event/json", "Its body as it was sent", anything()),
    read(
      "Events",
      "/api/v1/projects/:project/events/search",
      "Events of the last 24 hours by words",
      list(named("FoundEvent"))
    )
      |> needing("q", text())
      |> asking([("limit", number())]),
    read(
      "Events",
      "/api/v1/projects/:project/events/tags",
      "Events of the last 24 hours with a tag",
      list(named("TaggedEvent"))
    )
      |> needing("key", text())
      |> needing("value", text())
      |> asking([("limit", number())])
  ]
end

fn searches() -> List<Operation> do
  let suggestion = object([("text", text()), ("hint", text())])
  let completion = object([("from", number()), ("to", number()), ("suggestions", list(suggestion))])
  let wish = options([("name", text()), ("query", text()), ("sort", text()), ("shared", truth())])
  [
    read(
      "Searches",
      "/api/v1/projects/:project/search/complete",
      "What could stand at a place of a search",
      completion
    )
      |> asking([("q", text()), ("at", number())]),
    read(
      "Searches",
      "/api/v1/projects/:project/searches",
      "Searches that are kept",
      list(named("SavedSearch"))
    ),
    create(
      "Searches",
      "/api/v1/projects/:project/searches",
      "Keep a search",
      wish,
      object([("id", uuid())])
    ),
    act(
      "Searches",
      "/api/v1/projects/:project/searches/:search/delete",
      "Forget a search",
      affected()
    )
  ]
end

fn dashboard() -> List<Operation> do
  let path = fn name -> "/api/v1/projects/:project/dashboard/${name}" end
  let top = object([
    ("id", uuid()),
    ("title", text()),
    ("level", levels()),
    ("status", statuses()),
    ("event_count", number()),
    ("last_seen", time())
  ])
  let release = object([
    ("release", text()),
    ("new_issues", number()),
    ("issues", number()),
    ("last_seen", time())
  ])
  [
    read(
      "Dashboard",
      path("volume"),
      "Events by the hour or day",
      list(object([("bucket", time()), ("count", number())]))
    )
      |> asking([("bucket", one_of(["hour", "day"]))]),
    read(
      "Dashboard",
      path("levels"),
      "Events of 24 hours by level",
      list(object([("level", levels()), ("count", number())]))
    ),
    read("Dashboard", path("top-issues"), "The most frequent issues", list(top)) |> asking([(
      "limit",
      number()
    )]),
    read("Dashboard", path("tags"), "The most frequent values of a tag", list(named("ValueCount")))
      |> needing("key", text()),
    read(
      "Dashboard",
      path("health"),
      "How it goes",
      object([("unresolved_count", number()), ("events_24h", number()), ("new_today", number())])
    ),
    read("Dashboard", path("releases"), "Issues by releases", list(release)) |> asking([(
      "limit",
      number()
    )]),
    read(
      "Dashboard",
      path("users"),
      "Who was met",
      object([("users", number()), ("top", list(named("ValueCount")))])
    )
  ]
end
