##! What the environment says.

## When a client is told that its event was taken: after it is on disk, or as soon as it waits for the writer.
pub type Ack do
  Durable
  Queued
end deriving(Eq, Debug)

pub struct Config do
  host :: String
  http_port :: Int
  ws_port :: Int
  ## The base of printed addresses, without a slash at the end.
  public_url :: String
  ## Its URL.
  database :: String
  ack :: Ack
  rate_limit :: Int
  rate_window_s :: Int
  max_event_bytes :: Int
  max_envelope_bytes :: Int
  max_compressed_bytes :: Int
  flush_ms :: Int
  batch :: Int
  writer_max :: Int
  stream_buffer :: Int
  drain_ms :: Int
  spike_check_s :: Int
  ## The largest attachment, and what all attachments of a project may take.
  max_attachment_bytes :: Int
  attachment_quota_bytes :: Int
  ## Where mail goes out, and from whom; "" sends none.
  smtp_url :: String
  mail_from :: String
  ## Whether webhooks may lead into the own network.
  private_webhooks :: Bool
  ## The first wait before a delivery is tried again; it doubles.
  alert_retry_ms :: Int
  ## How often rules and schedules are looked at.
  alert_check_ms :: Int
  ## Whether everybody may read the metrics.
  open_metrics :: Bool
  ## The key of the default project at the first start; "" for a random one.
  bootstrap_key :: String
end deriving(Debug)

## The configuration, or what is wrong with which variable.
pub fn read() -> Result<Config, String> do
  let host = Env.get("MESHER_HOST", "127.0.0.1")
  let http_port = port("MESHER_HTTP_PORT", 8080)?
  Ok(Config {
    host: host,
    http_port: http_port,
    ws_port: other_port("MESHER_WS_PORT", 8081, http_port)?,
    public_url: public_url("http://${host}:${http_port}")?,
    database: database()?,
    ack: ack()?,
    rate_limit: number("MESHER_RATE_LIMIT", 1000, 0)?,
    rate_window_s: seconds("MESHER_RATE_WINDOW_S", 60)?,
    max_event_bytes: number("MESHER_MAX_EVENT_BYTES", 1048576, 1)?,
    max_envelope_bytes: number("MESHER_MAX_ENVELOPE_BYTES", 104857600, 1)?,
    max_compressed_bytes: number("MESHER_MAX_COMPRESSED_BYTES", 20971520, 1)?,
    flush_ms: millis("MESHER_FLUSH_MS", 1000)?,
    batch: number("MESHER_BATCH", 50, 1)?,
    writer_max: number("MESHER_WRITER_MAX", 500, 1)?,
    stream_buffer: number("MESHER_STREAM_BUFFER", 100, 1)?,
    drain_ms: millis("MESHER_DRAIN_MS", 250)?,
    spike_check_s: seconds("MESHER_SPIKE_CHECK_S", 300)?,
    max_attachment_bytes: number("MESHER_MAX_ATTACHMENT_BYTES", 20971520, 1)?,
    attachment_quota_bytes: number("MESHER_ATTACHMENT_QUOTA_BYTES", 1073741824, 1)?,
    smtp_url: smtp_url()?,
    mail_from: Env.get("MESHER_MAIL_FROM", "mesher@localhost"),
    private_webhooks: flag("MESHER_WEBHOOK_PRIVATE")?,
    alert_retry_ms: millis("MESHER_ALERT_RETRY_MS", 5000)?,
    alert_check_ms: millis("MESHER_ALERT_CHECK_MS", 30000)?,
    open_metrics: metrics()?,
    bootstrap_key: key()?
  })
end

fn number(name :: String, default :: Int, least :: Int) -> Result<Int, String> do
  within(name, default, least, 9223372036854775807)
end

fn within(name :: String, default :: Int, least :: Int, most :: Int) -> Result<Int, String> do
  case Env.get(name) do
    None -> Ok(default)
    Some(text) -> case String.to_int(text) do
      Some(value) when value >= least and value <= most -> Ok(value)
      _ -> Err("${name} must be a number from ${least} to ${most}, found \"${text}\"")
    end
  end
end

# A year at most: timers count in smaller units, which must fit into a number.
fn seconds(name :: String, default :: Int) -> Result<Int, String> = within(name, default, 1, 31536000)

fn millis(name :: String, default :: Int) -> Result<Int, String> = within(name, default, 1, 31536000000)

fn port(name :: String, default :: Int) -> Result<Int, String> = within(name, default, 1, 65535)

fn other_port(name :: String, default :: Int, taken :: Int) -> Result<Int, String> do
  let value = port(name, default)?
  if value == taken do Err("${name} must not be ${taken}, which is MESHER_HTTP_PORT") else Ok(value) end
end

fn public_url(default :: String) -> Result<String, String> do
  case Env.get("MESHER_PUBLIC_URL") do
    None -> Ok(default)
    Some(url) when Regex.is_match(~r/^https?:\/\/[^\/@\s]+(?:\/[^\s?#]*)?$/, url) -> Ok(Regex.replace(~r/\/+$/, url, ""))
    Some(url) -> Err("MESHER_PUBLIC_URL must be an http or https address, found \"${url}\"")
  end
end

fn ack() -> Result<Ack, String> do
  case Env.get("MESHER_ACK", "durable") do
    "durable" -> Ok(Durable)
    "queued" -> Ok(Queued)
    other -> Err("MESHER_ACK must be durable or queued, found \"${other}\"")
  end
end

# The address is not shown: it may hold a password.
fn smtp_url() -> Result<String, String> do
  let url = Env.get("MESHER_SMTP_URL", "")
  if url == "" or Regex.is_match(~r/^(?:smtp|smtps|smtp\+starttls):\/\/[^\s\/]+\/?$/, url) do
    Ok(url)
  else
    Err("MESHER_SMTP_URL must begin with smtp://, smtps:// or smtp+starttls:// and name a server")
  end
end

fn flag(name :: String) -> Result<Bool, String> do
  case Env.get(name, "0") do
    "0" -> Ok(false)
    "1" -> Ok(true)
    other -> Err("${name} must be 0 or 1, found \"${other}\"")
  end
end

fn metrics() -> Result<Bool, String> do
  case Env.get("MESHER_METRICS", "private") do
    "private" -> Ok(false)
    "open" -> Ok(true)
    other -> Err("MESHER_METRICS must be private or open, found \"${other}\"")
  end
end

fn key() -> Result<String, String> do
  let wanted = Env.get("MESHER_BOOTSTRAP_KEY", "")
  if Regex.is_match(~r/^\w*$/, wanted) do
    Ok(wanted)
  else
    Err("MESHER_BOOTSTRAP_KEY may hold letters, digits and _ only")
  end
end

fn database() -> Result<String, String> do
  let variable = if Env.get("MESHER_DATABASE_URL") == None do "DATABASE_URL" else "MESHER_DATABASE_URL" end
  let url = Env.get(variable, "sqlite:./mesher.db")
  if Regex.is_match(~r/^(?:sqlite:.|postgres(?:ql)?:\/\/)/, url) do
    Ok(url)
  else
    Err("${variable} must begin with sqlite: and name a file, or with postgres://, found \"${url}\"")
  end
end
