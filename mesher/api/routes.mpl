##! Which request goes where.

from Api.Context import Context
import Api.Alerts
import Api.Artifacts
import Api.Auth
import Api.Changes
import Api.Cors
import Api.Dashboard
import Api.Discussion
import Api.Embed
import Api.Events
import Api.Health
import Api.Issues
import Api.Kept
import Api.Keys
import Api.Live
import Api.Members
import Api.Monitors
import Api.Native
import Api.Operation
import Api.OpenApi
import Api.Organizations
import Api.Origins
import Api.Pages
import Api.Projects
import Api.Releases
import Api.Reports
import Api.Search
import Api.Sentry
import Api.Settings
import Api.Tokens
import Api.Trail
import Api.Uploads
import Api.Zero
import Api.ZeroIssues

## The routes of the HTTP port.
pub fn http(context :: Context) -> Router do
  HTTP.router()
    # Routes that take more read it themselves, when they know from whom it comes.
    |> HTTP.limits(%{HTTP.default_limits() | body_bytes: 1048576})
    |> HTTP.use(Origins.cors(context.config))
    |> HTTP.use(Cors.step)
    |> HTTP.use(Sentry.step)
    # Behind those before it, so that pages and clients can read why they are refused.
    |> HTTP.use(Origins.known_host(context.config))
    |> HTTP.on_crash(Cors.crashed)
    |> HTTP.on_post_raw("/api/:number/envelope", fn request ->
      Sentry.envelope(context, request)
    end)
    |> HTTP.on_post_raw("/api/:number/store", fn request -> Sentry.store(context, request) end)
    |> Reports.routes(context)
    |> Embed.routes(context)
    |> HTTP.on_post_raw("/api/v1/events", fn request -> Native.post(context, request) end)
    |> HTTP.on_post_raw("/api/v1/events/bulk", fn request -> Native.bulk(context, request) end)
    |> Issues.routes(context)
    |> Events.routes(context)
    |> Changes.routes(context)
    |> Discussion.routes(context)
    |> Dashboard.routes(context)
    |> Alerts.routes(context)
    |> Search.routes(context)
    |> Auth.routes(context)
    |> Tokens.routes(context)
    |> Organizations.routes(context)
    |> Members.routes(context)
    |> Projects.routes(context)
    |> Keys.routes(context)
    |> Settings.routes(context)
    |> Trail.routes(context)
    |> Artifacts.routes(context)
    |> Releases.routes(context)
    |> Uploads.routes(context)
    |> Zero.routes(context)
    |> Monitors.routes(context)
    |> Kept.routes(context)
    |> Health.routes(context)
    |> Operation.routes(context)
    |> ZeroIssues.routes(context)
    |> OpenApi.routes(context)
    |> Pages.routes(context)
    |> live(context, "/ws")
    |> live(context, "")
end

## The routes of the WebSocket port.
pub fn sockets(context :: Context) -> Router do
  live(HTTP.router() |> HTTP.use(Origins.known_host(context.config)), context, "")
end

fn live(router :: Router, context :: Context, prefix :: String) -> Router do
  router
    |> HTTP.on_get(prefix <> "/stream/projects/:project", fn request ->
      Live.stream(context, request)
    end)
    |> HTTP.on_get(prefix <> "/ingest", fn request -> Live.ingest(context, request) end)
end
