##! What every handler needs.

from Services.Registry import PipelineRegistry
from Config import Config

pub struct Context do
  db :: SqliteConn
  registry :: Pid<PipelineRegistry>
  config :: Config
end

## `{"error":"..."}`
pub fn failure(status :: Int, text :: String) -> Response do
  HTTP.response(status, Json.encode(json { error: text }))
end

## 500 without the reason, which goes to the log.
pub fn internal(error :: String) -> Response do
  IO.eprintln("[Mesher] internal error: ${error}")
  failure(500, "internal error")
end
