##! The dashboard of a project.

from Api.Asked import answered
from Api.Context import Context, failure, success
from Api.Guard import Role
from Storage.Projects import Project
import Api.Asked
import Api.Guard
import Storage.Dashboard
import Storage.IssueLists

## Adds the routes of this module.
pub fn routes(router :: Router, context :: Context) -> Router do
  let path = "/api/v1/projects/:project/dashboard"
  router
    |> HTTP.on_get(path <> "/volume", fn request ->
      of_project(context, request, fn project -> volume(context, request, project) end)
    end)
    |> HTTP.on_get(path <> "/levels", fn request ->
      of_project(context, request, fn project ->
        answered(Dashboard.levels(context.db, project.id), fn levels -> success(levels) end)
      end)
    end)
    |> HTTP.on_get(path <> "/top-issues", fn request ->
      of_project(context, request, fn project ->
        answered(IssueLists.top(context.db, project.id, Asked.limit(request, 10, 100)), fn issues ->
          success(issues)
        end)
      end)
    end)
    |> HTTP.on_get(path <> "/tags", fn request ->
      of_project(context, request, fn project -> tags(context, request, project) end)
    end)
    |> HTTP.on_get(path <> "/health", fn request ->
      of_project(context, request, fn project ->
        answered(Dashboard.health(context.db, project.id), fn health -> success(health) end)
      end)
    end)
    |> HTTP.on_get(path <> "/releases", fn request ->
      of_project(context, request, fn project ->
        answered(
          Dashboard.releases(context.db, project.id, Asked.limit(request, 20, 100)),
          fn releases -> success(releases) end
        )
      end)
    end)
    |> HTTP.on_get(path <> "/users", fn request ->
      of_project(context, request, fn project ->
        answered(Dashboard.users(context.db, project.id), fn users -> success(users) end)
      end)
    end)
end

fn of_project(
  context :: Context,
  request :: Request,
  handle :: Fun(Project) -> Response
) -> Response do
  Guard.project(context, request, Member, fn _, project -> handle(project) end)
end

fn volume(context :: Context, request :: Request, project :: Project) -> Response do
  case Asked.text(request, "bucket") do
    "" | "hour" ->
      answered(Dashboard.volume(context.db, project.id, 24, 1), fn buckets -> success(buckets) end)
    "day" ->
      answered(Dashboard.volume(context.db, project.id, 30, 24), fn buckets -> success(buckets) end)
    _ -> failure(400, "invalid bucket: must be hour or day")
  end
end

fn tags(context :: Context, request :: Request, project :: Project) -> Response do
  case Asked.text(request, "key") do
    "" -> failure(400, "missing key parameter")
    key -> answered(Dashboard.tags(context.db, project.id, key), fn values -> success(values) end)
  end
end
