##! What every handler needs, and the answers that many give.

from Configuration import Config

pub struct Context do
  db :: Db
  config :: Config
end

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
