##! What the environment says.

pub struct Config do
  host :: String
  http_port :: Int
  ws_port :: Int
  ## The path of the SQLite file.
  database :: String
  rate_limit :: Int
  rate_window_s :: Int
  max_event_bytes :: Int
  stream_buffer :: Int
  drain_ms :: Int
  bootstrap_key :: String
end deriving(Debug)

## The configuration, or the variable that is unusable.
pub fn read() -> Result<Config, String> do
  Ok(Config {
    host: Env.get("MESHER_HOST", "127.0.0.1"),
    http_port: number("MESHER_HTTP_PORT", 8080)?,
    ws_port: number("MESHER_WS_PORT", 8081)?,
    database: database()?,
    rate_limit: number("MESHER_RATE_LIMIT", 1000)?,
    rate_window_s: number("MESHER_RATE_WINDOW_S", 60)?,
    max_event_bytes: number("MESHER_MAX_EVENT_BYTES", 1048576)?,
    stream_buffer: number("MESHER_STREAM_BUFFER", 100)?,
    drain_ms: number("MESHER_DRAIN_MS", 250)?,
    bootstrap_key: Env.get("MESHER_BOOTSTRAP_KEY", "")
  })
end

fn number(name :: String, default :: Int) -> Result<Int, String> do
  case Env.get(name) do
    None -> Ok(default)
    Some(text) -> case String.to_int(text) do
      Some(value) when value >= 0 -> Ok(value)
      _ -> Err("${name} is not a number: ${text}")
    end
  end
end

fn database() -> Result<String, String> do
  let url = Env.get("MESHER_DATABASE_URL", Env.get("DATABASE_URL", "sqlite:./mesher.db"))
  if String.starts_with(url, "sqlite:") do
    Ok(String.slice(url, 7, String.length(url)))
  else
    Err("MESHER_DATABASE_URL must begin with sqlite:, found ${url}")
  end
end
