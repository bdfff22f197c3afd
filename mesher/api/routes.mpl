##! Which request goes where.

from Api.Context import Context
import Api.Ingest
import Api.Issues
import Api.Live
import Web.Page

## The routes of the HTTP port.
pub fn http(context :: Context) -> Router do
  HTTP.router()
    |> HTTP.use(Ingest.cors)
    |> HTTP.on_get("/", fn _ -> Page.index() end)
    |> HTTP.on_get("/live.js", fn _ -> Page.script() end)
    |> HTTP.on_get("/healthz", fn _ -> HTTP.response(200, "{\"status\":\"ok\"}") end)
    |> HTTP.on_post("/api/v1/events", fn request -> Ingest.native(context, request) end)
    |> HTTP.on_get("/api/v1/projects/:project/issues", fn request -> Issues.list(context, request) end)
    |> HTTP.on_post("/api/v1/issues/:id/:action", fn request -> Issues.change(context, request) end)
    |> HTTP.on_post("/api/:number/envelope", fn request -> Ingest.envelope(context, request) end)
    |> HTTP.on_post("/api/:number/store", fn request -> Ingest.store(context, request) end)
    |> live(context, "/ws")
    |> live(context, "")
end

## The routes of the WebSocket port.
pub fn sockets(context :: Context) -> Router = live(HTTP.router(), context, "")

fn live(router :: Router, context :: Context, prefix :: String) -> Router do
  router
    |> HTTP.on_get(prefix <> "/stream/projects/:project", fn request -> Live.stream(context, request) end)
    |> HTTP.on_get(prefix <> "/ingest", fn request -> Live.ingest(context, request) end)
end
