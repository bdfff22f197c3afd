##! Ingestion, crons, feedback, attachments, logs, release health, releases, alerts and operation for the OpenAPI document.

from OpenApi.Forms import (
  Operation,
  anything,
  text,
  number,
  truth,
  time,
  one_of,
  list,
  object,
  options,
  affected,
  read,
  act,
  send_to,
  create,
  asking,
  paged,
  answered,
  as_content,
  needing
)

import Api.Embed

pub fn operations() -> List<Operation> do
  ingestion() ++ crons() ++ kept() ++ releases() ++ rules() ++ alerts() ++ operation()
end

fn accepted() -> Json = object([("status", one_of(["accepted"]))])

# SDKs say `application/x-sentry-envelope`, browsers this.
fn as_event(one :: Operation) -> Operation = %{one | body: Some(("text/plain", text()))}

fn ingestion() -> List<Operation> do
  let path = fn name -> "/api/:number/${name}" end
  let event = options([
    ("message", text()),
    ("level", text()),
    ("exception", options([])),
    ("fingerprint", anything()),
    ("tags", options([])),
    ("extra", options([])),
    ("environment", text()),
    ("release", text()),
    ("event_id", text()),
    ("timestamp", anything())
  ])
  [
    send_to("Ingestion", "/api/v1/events", "Send an event", event, accepted()) |> answered("202"),
    send_to("Ingestion", "/api/v1/events/bulk", "Send events", list(event), accepted())
      |> answered("202"),
    act("Ingestion", path("envelope"), "Send an envelope of an SDK", anything()) |> as_event(),
    send_to("Ingestion", path("store"), "Send an event of an old SDK", options([]), anything()),
    send_to("Ingestion", path("security"), "Send reports of a browser", anything(), anything())
      |> answered("2XX"),
    send_to("Ingestion", path("csp-report"), "Send reports of a browser", anything(), anything())
      |> answered("2XX"),
    %{act("Ingestion", path("minidump"), "Send a minidump", anything()) |
      body: Some(("application/octet-stream", text()))
    }
      |> answered("2XX")
      |> as_content("text/plain"),
    read("Ingestion", Embed.path(), "The script of the dialog of a page that failed", text())
      |> needing("dsn", text())
      |> needing("eventId", text())
      |> as_content("text/javascript"),
    %{act("Ingestion", Embed.path(), "Send what a user says in it", anything()) |
      body: Some((
        "application/x-www-form-urlencoded",
        object([("name", text()), ("email", text()), ("comments", text())])
      ))
    }
      |> needing("dsn", text())
      |> needing("eventId", text())
  ] ++
    List.flat_map([path("cron/:slug"), path("cron/:slug/:key")], fn place ->
      [
        read("Ingestion", place, "Tell that a job ran", anything()) |> answered("2XX"),
        act("Ingestion", place, "Tell that a job ran", anything()) |> answered("2XX")
      ]
    end)
end

fn crons() -> List<Operation> do
  let path = fn name -> "/api/v1/projects/:project/monitors${name}" end
  let schedule =
    options([("type", one_of(["crontab", "interval"])), ("value", anything()), ("unit", text())])
  let wish =
    options([("slug", text()), ("name", text()), ("schedule", schedule), ("timezone", text())])
  [
    read("Crons", path(""), "Monitors", list(options([]))),
    send_to("Crons", path(""), "Add or change a monitor", wish, options([])) |> answered("2XX"),
    read("Crons", path("/:slug"), "A monitor", options([])),
    read("Crons", path("/:slug/checkins"), "Its check-ins", anything())
      |> asking([("environment", text())])
      |> paged(),
    read("Crons", "/api/v1/monitors/:monitor", "A monitor by its id", options([])),
    read("Crons", "/api/v1/monitors/:monitor/checkins", "Its check-ins", anything()) |> paged()
  ] ++
    List.map(["pause", "resume", "delete"], fn action ->
      act("Crons", path("/:slug/${action}"), "${String.capitalize(action)} a monitor", affected())
    end)
end

fn kept() -> List<Operation> do
  let path = fn name -> "/api/v1/projects/:project/${name}" end
  [
    read("Feedback", path("feedback"), "What users say", anything())
      |> asking([("status", text())])
      |> paged(),
    act(
      "Feedback",
      path("feedback/:feedback/:action"),
      "Resolve, unresolve, mark as spam or delete it",
      affected()
    ),
    read("Attachments", path("attachments"), "Files of events", anything())
      |> asking([("event_id", text())])
      |> paged(),
    read(
      "Attachments",
      "/api/v1/events/:event/attachments",
      "Files of an event",
      list(options([]))
    ),
    read("Attachments", "/api/v1/attachments/:attachment", "A file", anything())
      |> as_content("application/octet-stream"),
    act("Attachments", "/api/v1/attachments/:attachment/delete", "Delete a file", affected()),
    read("Logs", path("logs"), "Log lines", anything())
      |> asking([
        ("q", text()),
        ("level", text()),
        ("environment", text()),
        ("release", text()),
        ("trace_id", text()),
        ("since", time()),
        ("until", time())
      ])
      |> paged(),
    read("Releases", path("release-health"), "Sessions by release", anything()) |> asking([
      ("environment", text()),
      ("since", time())
    ]),
    read("Releases", path("release-health/series"), "Sessions of a release by the hour", anything())
      |> asking([("release", text()), ("environment", text()), ("since", time())]),
    read("Performance", path("endpoints"), "The slowest endpoints", anything()) |> asking([
      ("since", time()),
      ("environment", text()),
      ("sort", one_of(["p95", "p50", "max", "count", "failures"]))
    ]),
    read("Projects", path("outcomes"), "What was not kept", list(options([]))) |> asking([
      ("since", time()),
      ("bucket", one_of(["hour", "day"]))
    ]),
    read("Projects", path("item-settings"), "What items take", options([])),
    send_to("Projects", path("item-settings"), "Change what items take", options([]), anything())
  ]
end

fn releases() -> List<Operation> do
  let path = fn name -> "/api/v1/projects/:project/${name}" end
  let wish = options([("version", text()), ("ref", text()), ("url", text())])
  [
    read("Releases", path("releases"), "Releases", anything()) |> paged(),
    send_to("Releases", path("releases"), "Add a release", wish, anything()) |> answered("2XX"),
    read("Releases", path("releases/:version"), "A release", options([])),
    act("Releases", path("releases/:version/delete"), "Delete a release", affected()),
    read("Releases", path("artifacts"), "Source maps", anything()) |> paged(),
    act("Releases", path("artifacts/:bundle/delete"), "Delete source maps", affected())
  ]
end

fn rule() -> Json do
  options([
    ("name", text()),
    ("condition", options([("condition_type", text())])),
    ("action", options([])),
    ("actions", list(options([]))),
    ("enabled", truth()),
    ("cooldown_minutes", number())
  ])
end

fn rules() -> List<Operation> do
  let path = fn name -> "/api/v1/alert-rules/:rule${name}" end
  [
    read("Alerts", "/api/v1/projects/:project/alert-rules", "Rules", list(options([]))),
    create(
      "Alerts",
      "/api/v1/projects/:project/alert-rules",
      "Add a rule",
      rule(),
      options([("id", text())])
    ),
    read("Alerts", path(""), "A rule", options([])),
    send_to("Alerts", path(""), "Change a rule", rule(), affected()),
    send_to(
      "Alerts",
      path("/toggle"),
      "Switch a rule on or off",
      options([("enabled", truth())]),
      affected()
    ),
    act("Alerts", path("/delete"), "Delete a rule", affected()),
    act(
      "Alerts",
      path("/test"),
      "Deliver a test alert",
      options([("deliveries", list(options([])))])
    )
  ]
end

fn alerts() -> List<Operation> do
  [
    read("Alerts", "/api/v1/projects/:project/alerts", "The newest alerts", list(options([])))
      |> asking([("status", text())]),
    act("Alerts", "/api/v1/alerts/:alert/acknowledge", "Acknowledge an alert", affected()),
    act("Alerts", "/api/v1/alerts/:alert/resolve", "Resolve an alert", affected()),
    read(
      "Alerts",
      "/api/v1/alerts/:alert/deliveries",
      "How an alert was delivered",
      list(options([]))
    ),
    read(
      "Alerts",
      "/api/v1/projects/:project/deliveries",
      "How alerts were delivered",
      list(options([]))
    )
      |> asking([("status", text())]),
    act("Alerts", "/api/v1/alert-deliveries/:delivery/retry", "Try a delivery again", affected())
  ]
end

fn operation() -> List<Operation> do
  [
    read("Operation", "/healthz", "Whether events can be stored", options([("status", text())])),
    read(
      "Operation",
      "/readyz",
      "Whether everything works",
      options([("database", text()), ("writer", text()), ("stream", text())])
    ),
    read("Operation", "/metrics", "Figures for Prometheus", text()) |> as_content("text/plain"),
    read("Operation", "/api/v1/openapi.json", "This document", options([("openapi", text())]))
  ]
end
