##! Monitors and their check-ins.

from Api.Asked import answered
from Api.Context import Context, failure, success
from Api.Guard import Caller, Role
from Ingestion.Fields import object_or_empty
from Ingestion.Items.CheckinItem import MonitorConfig
from Ingestion.Items.Texts import field, slug
from Storage.MonitorLists import CheckInRow
from Storage.Monitors import CronMonitor, Faring
from Storage.Projects import Project
import Api.Asked
import Api.Guard
import Api.Kept
import Api.Trail
import Ingestion.Ids
import Ingestion.Items.CheckinItem
import Storage.Clock
import Storage.MonitorLists
import Storage.Monitors
import Storage.Projects

## Adds the routes of this module.
pub fn routes(router :: Router, context :: Context) -> Router do
  let all = "/api/v1/projects/:project/monitors"
  let one = all <> "/:slug"
  router
    |> HTTP.on_get(all, fn request -> list(context, request) end)
    |> HTTP.on_post(all, fn request -> put(context, request) end)
    |> HTTP.on_get(one, fn request ->
      by_slug(context, request, Member, fn _, _, job -> detail(context, job) end)
    end)
    |> HTTP.on_get(one <> "/checkins", fn request ->
      by_slug(context, request, Member, fn _, _, job -> checkins(context, request, job) end)
    end)
    |> HTTP.on_post(one <> "/pause", fn request ->
      changing(context, request, "pause", fn job -> set_status(context, job, "paused") end)
    end)
    |> HTTP.on_post(one <> "/resume", fn request ->
      changing(context, request, "resume", fn job -> set_status(context, job, "active") end)
    end)
    |> HTTP.on_post(one <> "/delete", fn request ->
      changing(context, request, "delete", fn job ->
        affected(MonitorLists.delete(context.db, job.id))
      end)
    end)
    |> HTTP.on_get("/api/v1/monitors/:monitor", fn request ->
      by_id(context, request, fn job -> detail(context, job) end)
    end)
    |> HTTP.on_get("/api/v1/monitors/:monitor/checkins", fn request ->
      by_id(context, request, fn job -> checkins(context, request, job) end)
    end)
end

fn affected(changed :: Result<Int, DbError>) -> Response do
  answered(changed, fn count -> success(json { status: "ok", affected: count }) end)
end

fn by_slug(
  context :: Context,
  request :: Request,
  role :: Role,
  handle :: Fun(Caller, Project, CronMonitor) -> Response
) -> Response do
  Guard.project(context, request, role, fn caller, project ->
    let name = String.to_lower(Option.unwrap_or(Request.param(request, "slug"), ""))
    Asked.found(Monitors.find(context.db, project.id, name), "monitor not found", fn job ->
      handle(caller, project, job)
    end)
  end)
end

# The same of an admin, who does `verb` to it: the audit log says so.
fn changing(
  context :: Context,
  request :: Request,
  verb :: String,
  handle :: Fun(CronMonitor) -> Response
) -> Response do
  by_slug(context, request, Admin, fn caller, project, job ->
    Trail.done(context, request, caller, project, "monitors.${verb}", job.slug, handle(job))
  end)
end

fn by_id(
  context :: Context,
  request :: Request,
  handle :: Fun(CronMonitor) -> Response
) -> Response do
  let id = String.to_lower(Option.unwrap_or(Request.param(request, "monitor"), ""))
  if Ids.is_uuid(id) do
    Guard.of_project(
      context,
      request,
      Member,
      "monitor",
      fn -> project_of(context, id) end,
      fn _, _ -> Asked.found(MonitorLists.by_id(context.db, id), "monitor not found", handle) end
    )
  else
    Guard.signed_in(context, request, fn _ -> failure(400, "invalid id") end)
  end
end

fn project_of(context :: Context, id :: String) -> Result<Option<Project>, DbError> do
  case MonitorLists.by_id(context.db, id)? do
    None -> Ok(None)
    Some(job) -> Projects.find(context.db, job.project_id)
  end
end

# ---- reading ----------------------------------------------------------------------------------------------------

fn list(context :: Context, request :: Request) -> Response do
  Guard.project(context, request, Member, fn _, project ->
    answered(MonitorLists.all(context.db, project.id), fn((jobs, farings)) ->
      let by_job = List.group_by(farings, fn faring -> faring.monitor_id end)
      success(List.map(jobs, fn job -> shown(job, Map.get_or(by_job, job.id, [])) end))
    end)
  end)
end

fn detail(context :: Context, job :: CronMonitor) -> Response do
  answered(MonitorLists.farings(context.db, job.id), fn farings -> success(shown(job, farings)) end)
end

fn shown(job :: CronMonitor, farings :: List<Faring>) -> Json do
  json {
    id: job.id,
    project_id: job.project_id,
    slug: job.slug,
    name: job.name,
    status: job.status,
    schedule_type: job.schedule_type,
    schedule: job.schedule,
    timezone: job.timezone,
    checkin_margin: job.checkin_margin,
    max_runtime: job.max_runtime,
    failure_threshold: job.failure_threshold,
    recovery_threshold: job.recovery_threshold,
    created_at: Clock.shown(job.created_at),
    environments: List.map(farings, shown_faring)
  }
end

fn shown_faring(faring :: Faring) -> Json do
  json {
    environment: faring.environment,
    status: faring.status,
    last_checkin_at: Option.map(faring.last_checkin_at, Clock.shown),
    expected_at: Option.map(faring.expected_at, Clock.shown),
    failures: faring.failures,
    failing_since: Option.map(faring.failing_since, Clock.shown)
  }
end

fn checkins(context :: Context, request :: Request, job :: CronMonitor) -> Response do
  case Asked.cursor(request, true) do
    Err(reason) -> failure(400, reason)
    Ok(beyond) -> do
      let (limit, environment) = (Asked.limit(request, 25, 100), Asked.text(request, "environment"))
      answered(MonitorLists.checkins(context.db, job.id, environment, beyond, limit), fn rows ->
        Kept.paged(rows, limit, shown_checkin, fn row -> (row.received_at, row.id) end)
      end)
    end
  end
end

fn shown_checkin(row :: CheckInRow) -> Json do
  json {
    id: row.id,
    checkin_id: row.checkin_id,
    environment: row.environment,
    status: row.status,
    expected_at: Option.map(row.expected_at, Clock.shown),
    received_at: Clock.shown(row.received_at),
    finished_at: Option.map(row.finished_at, Clock.shown),
    duration: Option.map(row.duration, fn micros -> Int.to_float(micros) / 1000000.0 end),
    release: row.release,
    late: row.late
  }
end

# ---- changing ---------------------------------------------------------------------------------------------------

fn put(context :: Context, request :: Request) -> Response do
  Guard.project(context, request, Admin, fn caller, project ->
    case config_of(Request.body(request)) do
      Err(reason) -> failure(400, reason)
      Ok(config) ->
        answered(
          Db.transaction(context.db, fn tx -> Monitors.put(tx, project.id, config) end),
          fn id ->
            case id do
              Some(known) -> do
                let told = HTTP.response(201, Json.encode(json { id: known, slug: config.slug }))
                Trail.done(context, request, caller, project, "monitors.change", "", told)
              end
              None -> failure(409, "the project has as many monitors as it may")
            end
          end
        )
    end
  end)
end

fn config_of(text :: String) -> Result<MonitorConfig, String> do
  let body = Result.map_err(Json.parse(text), fn _ -> "invalid json" end)?
  let name = slug(field(body, "slug", 200))
  if name == "" do
    Err("slug is required: letters, digits, _ and -")
  else if object_or_empty(body, "schedule") == JsonObject(%{}) do
    Err("schedule is required")
  else
    CheckinItem.config_of(body, name)
  end
end

fn set_status(context :: Context, job :: CronMonitor, status :: String) -> Response do
  affected(Db.transaction(context.db, fn tx -> MonitorLists.set_status(tx, job, status) end))
end
