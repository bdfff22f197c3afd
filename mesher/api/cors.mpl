##! Browsers may send events from any page: every answer of the ingestion routes says so, errors too.

from Api.Context import unavailable
import Api.Sentry

## Answers preflights, and adds the headers to the answers of ingestion routes.
pub fn step(request :: Request, next :: Fun(Request) -> Response) -> Response do
  if not is_ingestion(request.path) do
    next(request)
  else if request.method == "OPTIONS" do
    allowed(preflight())
  else
    allowed(next(request))
  end
end

## What a client gets whose handler crashed, most likely because a service ended while it worked.
pub fn crashed(request :: Request) -> Response do
  if Sentry.is_endpoint(request.path) do
    allowed(Sentry.unstored())
  else if is_ingestion(request.path) do
    allowed(unavailable())
  else
    unavailable()
  end
end

fn is_ingestion(path :: String) -> Bool do
  Sentry.is_endpoint(path) or
    Regex.is_match(~r/^\/api\/(?:v1\/events(?:\/bulk)?|embed\/error-page)\/?$/, path)
end

fn allowed(answer :: Response) -> Response do
  HTTP.with_headers(answer, %{
    "access-control-allow-origin" => "*",
    "access-control-expose-headers" => "x-sentry-error, x-sentry-rate-limits, retry-after"
  })
end

fn preflight() -> Response do
  let headers = [
    "x-sentry-auth",
    "x-requested-with",
    "x-forwarded-for",
    "origin",
    "referer",
    "accept",
    "content-type",
    "authentication",
    "authorization",
    "content-encoding",
    "transfer-encoding",
    "sentry-trace",
    "baggage"
  ]
  HTTP.response_with_headers(200, "", %{
    "access-control-allow-methods" => "POST, OPTIONS",
    "access-control-allow-headers" => String.join(headers, ", "),
    "access-control-max-age" => "3600"
  })
end
