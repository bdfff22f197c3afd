##! What every handler needs, and the answers that many give.

from Configuration import Config

pub struct Context do
  db :: Db
  config :: Config
  kind :: RouteKind
end

## What routes are for, which says what scopes of tokens are enough for them.
pub type RouteKind do
  ## Everything that people do.
  Managing
  ## What builds of programs need: releases, deploys, source maps and other files of releases.
  Building
end deriving(Eq, Debug)

## The context of routes that builds of programs need: where they are registered it is said, and nowhere else.
pub fn for_builds(context :: Context) -> Context = %{context | kind: Building}

## `{"error":"..."}`
pub fn failure(status :: Int, text :: String) -> Response do
  HTTP.response(status, Json.encode(json { error: text }))
end

## While a service restarts.
pub fn unavailable() -> Response = failure(503, "unavailable")

## 500 without the reason, which goes to the log.
pub fn internal<E>(error :: E) -> Response where E: Display do
  Log.error("internal error", json { error: "${error}" })
  failure(500, "internal error")
end

## 200 with a value as JSON.
pub fn success<T>(value :: T) -> Response where T: ToJson = HTTP.response(200, Json.encode(value))
