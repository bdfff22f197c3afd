##! What those ask who run Mesher: whether it lives, whether it can work, and its figures.

from Api.Context import Context
from Configuration import MetricsAccess
import Api.Guard
import Services.Vitals

## Adds the routes of this module.
pub fn routes(router :: Router, context :: Context) -> Router do
  router
    |> HTTP.on_get("/healthz", fn _ -> health() end)
    |> HTTP.on_get("/readyz", fn _ -> readiness() end)
    |> HTTP.on_get("/metrics", fn request -> metrics(context, request) end)
end

# Whether events can be stored.
fn health() -> Response do
  let (database, writer) = (Vitals.database(), Vitals.writer())
  if database == "ok" and writer == "ok" do
    plain(200, json { status: "ok" })
  else
    let reason = if database == "ok" do "writer: ${writer}" else "database: ${database}" end
    plain(503, json { status: "unavailable", reason: reason })
  end
end

fn readiness() -> Response do
  let (database, writer, stream) = (Vitals.database(), Vitals.writer(), Vitals.stream())
  let is_ready = database == "ok" and writer == "ok" and stream == "ok"
  plain(
    if is_ready do 200 else 503 end,
    json { database: database, writer: writer, stream: stream }
  )
end

fn plain(status :: Int, body :: Json) -> Response do
  HTTP.with_header(HTTP.response(status, Json.encode(body)), "cache-control", "no-store")
end

# For programs on this machine, and for people who are signed in. What a proxy passed on, or a page asks for, comes from
# elsewhere.
fn metrics(context :: Context, request :: Request) -> Response do
  if context.config.metrics == Everybody or is_local(request) do
    rendered()
  else
    Guard.signed_in(context, request, fn _ -> rendered() end)
  end
end

fn is_local(request :: Request) -> Bool do
  let signs = ["x-forwarded-for", "forwarded", "x-real-ip", "via", "origin", "sec-fetch-site"]
  let is_passed = List.any(signs, fn name -> Option.is_some(Request.header(request, name)) end)
  not is_passed and Regex.is_match(~r/^(?:127\.|::1$|::ffff:127\.)/, Request.peer(request))
end

fn rendered() -> Response do
  Vitals.measure()
  HTTP.response_with_headers(200, Metrics.render(), %{
    "content-type" => "text/plain; version=0.0.4; charset=utf-8",
    "cache-control" => "no-store"
  })
end
