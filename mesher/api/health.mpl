##! Release health, and the slowest endpoints.

from Api.Asked import answered
from Api.Context import Context, failure, success
from Api.Guard import Role
from Ingestion.Fields import or_null
from Storage.Health import ReleaseHealth, SessionHour
from Storage.Projects import Project
from Storage.Transactions import Endpoint, EndpointSort
import Api.Asked
import Api.Guard
import Api.Kept
import Api.Trail
import Storage.Clock
import Storage.Health
import Storage.Transactions

## Adds the routes of this module.
pub fn routes(router :: Router, context :: Context) -> Router do
  let of = "/api/v1/projects/:project"
  router
    |> HTTP.on_get(of <> "/release-health", fn request -> releases(context, request) end)
    |> HTTP.on_get(of <> "/release-health/series", fn request -> series(context, request) end)
    |> HTTP.on_get(of <> "/endpoints", fn request -> endpoints(context, request) end)
    |> HTTP.on_get(of <> "/item-settings", fn request -> settings(context, request) end)
    |> HTTP.on_post(of <> "/item-settings", fn request -> set(context, request) end)
end

fn hour() -> Int = 3600000000

# Handles a request with the time that it asks for, or so many hours.
fn from(
  context :: Context,
  request :: Request,
  hours :: Int,
  handle :: Fun(Project, Int) -> Response
) -> Response do
  Guard.project(context, request, Member, fn _, project ->
    case Kept.since(request, hours * hour()) do
      Err(reason) -> failure(400, reason)
      Ok(since) -> handle(project, since)
    end
  end)
end

# ---- release health ---------------------------------------------------------------------------------------------

fn releases(context :: Context, request :: Request) -> Response do
  from(context, request, 168, fn project, since ->
    answered(found(context.db, project.id, Asked.text(request, "environment"), since), fn lines ->
      success(lines)
    end)
  end)
end

fn found(
  db :: Db,
  project :: String,
  environment :: String,
  since :: Int
) -> Result<List<Json>, DbError> do
  let all = Health.releases(db, project, environment, since)?
  let users = List.index_by(Health.users(db, project, environment, since)?, fn((release, _, _)) ->
    release
  end)
  let recent = Map.from_list(Health.recent(db, project, environment)?)
  let total = List.sum(Map.values(recent))
  Ok(List.map(all, fn release ->
    let (_, people, crashed) = Map.get_or(users, release.release, ("", 0, 0))
    shown(release, people, crashed, Map.get_or(recent, release.release, 0), total)
  end))
end

fn shown(
  release :: ReleaseHealth,
  people :: Int,
  crashed :: Int,
  recent :: Int,
  total :: Int
) -> Json do
  let sessions = release.healthy + release.errored + release.crashed + release.abnormal
  json {
    release: release.release,
    sessions: sessions,
    healthy: release.healthy,
    errored: release.errored,
    crashed: release.crashed,
    abnormal: release.abnormal,
    crash_free_sessions: part(sessions - release.crashed, sessions),
    users: people,
    crashed_users: crashed,
    crash_free_users: part(people - crashed, people),
    adoption: part(recent, total),
    first_seen: Clock.shown(release.first_hour * hour()),
    last_seen: Clock.shown(release.last_hour * hour())
  }
end

fn part(some :: Int, all :: Int) -> Option<Float> do
  if all == 0 do None else Some(Float.round_to(Int.to_float(some) / Int.to_float(all), 6)) end
end

fn series(context :: Context, request :: Request) -> Response do
  from(context, request, 168, fn project, since ->
    let (release, environment) = (
      Asked.text(request, "release"),
      Asked.text(request, "environment")
    )
    answered(Health.series(context.db, project.id, release, environment, since), fn hours ->
      success(List.map(hours, shown_hour))
    end)
  end)
end

fn shown_hour(row :: SessionHour) -> Json do
  json {
    bucket: Clock.shown(row.hour * hour()),
    healthy: row.healthy,
    errored: row.errored,
    crashed: row.crashed,
    abnormal: row.abnormal
  }
end

# ---- endpoints --------------------------------------------------------------------------------------------------

fn endpoints(context :: Context, request :: Request) -> Response do
  from(context, request, 24, fn project, since ->
    case sort_of(Asked.text(request, "sort")) do
      None -> failure(400, "invalid sort: must be p95, p50, max, count or failures")
      Some(sort) ->
        case Transactions.endpoints(
          context.db,
          project.id,
          Asked.text(request, "environment"),
          since,
          sort
        ) do
          Err(Timeout) -> failure(503, "it took too long: ask for less time")
          rows ->
            answered(with_rate(context.db, project.id, rows), fn((rate, all)) ->
              let minutes = Int.to_float(Math.max(1, (Clock.now() - since) / 60000000))
              success(json {
                transaction_rate: rate,
                data: List.map(all, fn row -> shown_endpoint(row, minutes) end)
              })
            end)
        end
    end
  end)
end

fn with_rate(
  db :: Db,
  project :: String,
  rows :: Result<List<Endpoint>, DbError>
) -> Result<(Float, List<Endpoint>), DbError> do
  let all = rows?
  Ok((Transactions.rate(db, project)?, all))
end

fn sort_of(text :: String) -> Option<EndpointSort> do
  case text do
    "" | "p95" -> Some(ByP95)
    "p50" -> Some(ByP50)
    "max" -> Some(ByMax)
    "count" -> Some(ByCount)
    "failures" -> Some(ByFailures)
    _ -> None
  end
end

fn shown_endpoint(row :: Endpoint, minutes :: Float) -> Json do
  let millis = fn micros -> Float.round_to(Int.to_float(micros) / 1000.0, 3) end
  json {
    name: row.name,
    op: row.op,
    count: Math.round(row.count),
    per_minute: Float.round_to(row.count / minutes, 4),
    p50: millis(row.p50),
    p95: millis(row.p95),
    max: millis(row.longest),
    failure_rate: Float.round_to(row.failures / row.count, 6)
  }
end

fn settings(context :: Context, request :: Request) -> Response do
  Guard.project(context, request, Member, fn _, project ->
    answered(Transactions.rate(context.db, project.id), fn rate ->
      success(json { transaction_rate: rate })
    end)
  end)
end

fn set(context :: Context, request :: Request) -> Response do
  Guard.project(context, request, Admin, fn caller, project ->
    let rate = case Result.map(Json.parse(Request.body(request)), fn body ->
      or_null(body, "transaction_rate")
    end) do
      Ok(JsonFloat(part)) when part >= 0.0 and part <= 1.0 -> Ok(part)
      Ok(JsonInt(whole)) when whole == 0 or whole == 1 -> Ok(Int.to_float(whole))
      Err(_) -> Err("invalid json")
      _ -> Err("transaction_rate must be from 0 to 1")
    end
    case rate do
      Err(reason) -> failure(400, reason)
      Ok(known) ->
        answered(Transactions.set_rate(context.db, project.id, known), fn count ->
          let told = success(json { status: "ok", affected: count })
          Trail.done(context, request, caller, project, "item-settings.change", "", told)
        end)
    end
  end)
end
