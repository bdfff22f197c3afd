##! What the environment says: `MESHER_` and the name of the field, in capital letters.

import Storage.DatabaseUrl

## When a client is told that its event was taken: after it is on disk, or as soon as it waits for the writer.
pub type Ack do
  Durable
  Queued
end deriving(Eq, Debug)

## Who may manage.
pub type Auth do
  ## Anybody until there is a user, then users.
  Auto
  ## Anybody.
  Open
  ## Users.
  Required
end deriving(Eq, Debug)

## Who may read the metrics.
pub type MetricsAccess do
  Private
  Everybody
end deriving(Eq, Debug)

pub struct Config do
  # ---- where it listens, and for whom
  @default("127.0.0.1")
  host :: String
  @default(8080)
  @range(1, 65535)
  http_port :: Int
  @default(8081)
  @range(1, 65535)
  ws_port :: Int
  ## The base of printed addresses, without a slash at the end; "" stands for host and port until it has been read.
  @default("")
  public_url :: String
  ## Hosts that requests may name, beside that of the public URL and the machine's own.
  @default("")
  allowed_hosts :: List<String>
  ## Origins whose pages may manage.
  @default("")
  cors_origins :: List<String>
  ## How many proxies before this server add to `X-Forwarded-For`.
  @default(0)
  @range(0, 10)
  trust_proxy :: Int
  # ---- accounts
  @default("auto")
  auth :: Auth
  admin_email :: Option<String>
  admin_password :: Option<Secret<String>>
  ## The key of the default project at the first start; "" for a random one.
  @default("")
  bootstrap_key :: String
  # ---- storage
  ## Its URL, which may hold a password.
  @default("sqlite:./mesher.db")
  database_url :: Secret<String>
  @default(2)
  @range(1, 1000)
  pool_min :: Int
  @default(10)
  @range(1, 1000)
  pool_max :: Int
  @default(5000)
  @range(1, 3600000)
  pool_timeout_ms :: Int
  @default(90)
  @range(1, 3650)
  retention_days :: Int
  # ---- ingestion
  @default("durable")
  ack :: Ack
  @default(1000)
  @range(0, 9223372036854775807)
  rate_limit :: Int
  # A year at most: timers count in smaller units, which must fit into a number.
  @default(60)
  @range(1, 31536000)
  rate_window_s :: Int
  @default(1048576)
  @range(1, 9223372036854775807)
  max_event_bytes :: Int
  @default(5242880)
  @range(1, 9223372036854775807)
  max_bulk_bytes :: Int
  @default(104857600)
  @range(1, 9223372036854775807)
  max_envelope_bytes :: Int
  @default(20971520)
  @range(1, 9223372036854775807)
  max_compressed_bytes :: Int
  @default(1000)
  @range(1, 31536000000)
  flush_ms :: Int
  @default(50)
  @range(1, 9223372036854775807)
  batch :: Int
  @default(500)
  @range(1, 9223372036854775807)
  writer_max :: Int
  # ---- streams and checks
  @default(100)
  @range(1, 9223372036854775807)
  stream_buffer :: Int
  @default(250)
  @range(1, 31536000000)
  drain_ms :: Int
  @default(300)
  @range(1, 31536000)
  spike_check_s :: Int
  # ---- attachments, alerts, metrics
  ## The largest attachment, and what all attachments of a project may take.
  @default(20971520)
  @range(1, 9223372036854775807)
  max_attachment_bytes :: Int
  @default(1073741824)
  @range(1, 9223372036854775807)
  attachment_quota_bytes :: Int
  ## Where mail goes out, with which password, and from whom; "" sends none.
  @default("")
  smtp_url :: Secret<String>
  ## A file with root certificates that mail servers' may be signed by, beside the system's; "" for none.
  @default("")
  smtp_ca :: String
  @default("mesher@localhost")
  mail_from :: String
  ## Whether webhooks may lead into the own network.
  @env("MESHER_WEBHOOK_PRIVATE")
  @default(false)
  private_webhooks :: Bool
  ## The first wait before a delivery is tried again; it doubles.
  @default(5000)
  @range(1, 31536000000)
  alert_retry_ms :: Int
  ## How often rules and schedules are looked at.
  @default(30000)
  @range(1, 31536000000)
  alert_check_ms :: Int
  ## How often what is too old is removed.
  @default(3600000)
  @range(100, 86400000)
  retention_check_ms :: Int
  ## Whether everybody may read the metrics.
  @default("private")
  metrics :: MetricsAccess
  # ---- the program itself
  @default("info")
  log :: LogLevel
end deriving(Config, Debug)

## How much goes to the log.
pub struct LogLevel do
  name :: String
end deriving(Eq, Debug)

## The configuration, or what is wrong with which variables, a line for each.
pub fn read() -> Result<Config, String> do
  let source = %{Config.environment() | variable: variable}
  let config :: Config = Config.read(source, "MESHER")?
  checked(%{config | public_url: public_url(config)})
end

# Two names for the database, since other programs use the shorter one.
fn variable(name :: String) -> Option<String> do
  let found = Env.get(name)
  if name == "MESHER_DATABASE_URL" do
    Option.or_else(found, fn -> Env.get("DATABASE_URL") end)
  else
    found
  end
end

# What one variable alone does not tell.
fn checked(config :: Config) -> Result<Config, String> do
  let mistakes = List.flatten([
    mistake(
      config.http_port == config.ws_port,
      "MESHER_WS_PORT must not be ${config.ws_port}, which is MESHER_HTTP_PORT"
    ),
    mistake(
      not is_base(config.public_url),
      "MESHER_PUBLIC_URL must be an http or https address, found `${config.public_url}`"
    ),
    mistake(
      not Regex.is_match(~r/^\w*$/, config.bootstrap_key),
      "MESHER_BOOTSTRAP_KEY may hold letters, digits and _ only"
    ),
    mistake(
      config.pool_min > config.pool_max,
      "MESHER_POOL_MIN must not be more than MESHER_POOL_MAX"
    ),
    smtp_mistakes(Config.reveal(config.smtp_url)),
    mistake(
      mail_sender(config.mail_from) == None,
      "MESHER_MAIL_FROM must be `a@example.com` or `Name <a@example.com>`"
    ),
    certificate_mistakes(config.smtp_ca),
    database_mistakes(Config.reveal(config.database_url)),
    List.flat_map(config.allowed_hosts, fn host ->
      let fits = Regex.is_match(~r/^(?:[\w.-]+|\[[0-9a-fA-F:.]+\])(?::\d+)?$/, host)
      mistake(not fits, "MESHER_ALLOWED_HOSTS: `${host}` is no host")
    end),
    List.flat_map(config.cors_origins, fn origin ->
      let fits = Regex.is_match(~r/^https?:\/\/[^\/@\s?#*]+$/, origin)
      mistake(not fits, "MESHER_CORS_ORIGINS: `${origin}` is no origin such as https://app.example")
    end),
    admin_mistakes(config)
  ])
  if List.is_empty(mistakes) do Ok(config) else Err(String.join(mistakes, "\n")) end
end

fn mistake(wrong :: Bool, text :: String) -> List<String> do
  if wrong do [text] else [] end
end

fn is_base(url :: String) -> Bool = Regex.is_match(~r/^https?:\/\/[^\/@\s?#]+(?:\/[^\s?#]*)?$/, url)

fn database_mistakes(url :: String) -> List<String> do
  let name =
    if Env.get("MESHER_DATABASE_URL") == None do "DATABASE_URL" else "MESHER_DATABASE_URL" end
  let known = Regex.is_match(~r/^(?:sqlite:.|postgres(?:ql)?:\/\/)/, url)
  mistake(not known, "${name} must begin with sqlite: and name a file, or with postgres://")
end

# Without the URL in them: it may hold a password.
fn smtp_mistakes(text :: String) -> List<String> do
  if text == "" do
    []
  else
    case Url.parse(text) do
      Ok(url) when is_mail_server(url) -> do
        let signs_in =
          Option.unwrap_or(Url.username(url), "") <> Option.unwrap_or(Url.password(url), "") != ""
        let exposed =
          Url.scheme(url) == "smtp" and
          signs_in and
          not is_here(Option.unwrap_or(Url.host(url), ""))
        mistake(
          exposed,
          "MESHER_SMTP_URL: a password goes to another machine over TLS only, by smtps:// or smtp+starttls://"
        )
      end
      _ ->
        [
          "MESHER_SMTP_URL must be smtp://, smtp+starttls:// or smtps://, [user:password@] and a server, without a path"
        ]
    end
  end
end

fn is_mail_server(url :: Url) -> Bool do
  List.contains(["smtp", "smtp+starttls", "smtps"], Url.scheme(url)) and
    Option.unwrap_or(Url.host(url), "") != "" and
    List.contains(["", "/"], Url.path(url)) and
    Url.query(url) == None and
    Url.fragment(url) == None
end

fn is_here(host :: String) -> Bool =
  Regex.is_match(~r/^(?:localhost|127(?:\.\d{1,3}){3}|\[?::1\]?)$/, String.to_lower(host))

fn certificate_mistakes(path :: String) -> List<String> do
  case if path == "" do Ok("") else certificates(path) end do
    Ok(_) -> []
    Err(reason) -> ["MESHER_SMTP_CA: ${reason}"]
  end
end

fn admin_mistakes(config :: Config) -> List<String> do
  case (config.admin_email, config.admin_password) do
    (None, None) -> []
    (Some(email), Some(password)) ->
      List.flatten([
        mistake(not is_email(email), "MESHER_ADMIN_EMAIL: `${email}` is no e-mail address"),
        mistake(
          not is_password(Config.reveal(password)),
          "MESHER_ADMIN_PASSWORD must have ${password_rule()}"
        )
      ])
    (Some(_), None) -> ["MESHER_ADMIN_PASSWORD: missing, since MESHER_ADMIN_EMAIL is given"]
    (None, Some(_)) -> ["MESHER_ADMIN_EMAIL: missing, since MESHER_ADMIN_PASSWORD is given"]
  end
end

# ---- addresses --------------------------------------------------------------------------------------------------

fn public_url(config :: Config) -> String do
  if config.public_url == "" do
    "http://${in_url(config.host)}:${config.http_port}"
  else
    Regex.replace(~r/\/+$/, config.public_url, "")
  end
end

# An IPv6 address has brackets there.
fn in_url(host :: String) -> String do
  if String.contains(host, ":") do "[${host}]" else host end
end

## Whether the database is PostgreSQL; otherwise it is SQLite.
pub fn is_postgres(config :: Config) -> Bool =
  DatabaseUrl.is_postgres(Config.reveal(config.database_url))

## What clients of the SDKs are given: where they send, with which key.
pub fn dsn(config :: Config, key :: String, number :: Int) -> String do
  "${String.replace_first(config.public_url, "://", "://${key}@")}/${number}"
end

## The URL of the database with what the settings say of its connections, where the URL itself does not.
pub fn database(config :: Config) -> String do
  let url = Config.reveal(config.database_url)
  if is_postgres(config) do
    let seconds = Math.max(1, (config.pool_timeout_ms + 999) / 1000)
    let options = [("pool_max", "${config.pool_max}"), ("connect_timeout", "${seconds}")]
    DatabaseUrl.with_options(url, options)
  else
    url
  end
end

# ---- mail -------------------------------------------------------------------------------------------------------

## The sender of mail, `a@example.com` or `"Name" <a@example.com>`, or nothing where the text is neither, quoted or not.
pub fn mail_sender(text :: String) -> Option<String> do
  case Regex.captures(~r/^\s*("?)([^"\\<>\p{C}]*?)("?)\s*<([^<>\s]+)>\s*$/, text) do
    Some([_, open, name, close, address]) when open == close and Email.is_address(address) -> do
      Some(if name == "" do address else "\"${name}\" <${address}>" end)
    end
    None when Email.is_address(String.trim(text)) -> Some(String.trim(text))
    _ -> None
  end
end

## The certificates in a PEM file.
pub fn certificates(path :: String) -> Result<String, String> do
  let text = File.read(path)?
  if String.contains(text, "-----BEGIN CERTIFICATE-----") do
    Ok(text)
  else
    Err("`${path}` holds no certificate")
  end
end

# ---- people -----------------------------------------------------------------------------------------------------

## Whether a text can be an e-mail address: something on both sides of one `@`, no blanks, no controls.
pub fn is_email(text :: String) -> Bool do
  String.byte_length(text) <= 254 and Regex.is_match(~r/^[^\s@<>"\p{C}]+@[^\s@<>"\p{C}]+$/, text)
end

## Whether a text is long enough for a password, and short enough to be hashed.
pub fn is_password(text :: String) -> Bool =
  String.length(text) >= 10 and String.byte_length(text) <= 1024

## What `is_password` asks for, in words.
pub fn password_rule() -> String = "10 characters or more, and 1024 bytes at most"

# ---- words ------------------------------------------------------------------------------------------------------

impl FromConfig for Ack do
  fn from_config(source :: ConfigSource, name :: String) -> ConfigRead<Ack> do
    one_of(source, name, [("durable", Durable), ("queued", Queued)])
  end
end

impl FromConfig for Auth do
  fn from_config(source :: ConfigSource, name :: String) -> ConfigRead<Auth> do
    one_of(source, name, [("auto", Auto), ("open", Open), ("required", Required)])
  end
end

impl FromConfig for MetricsAccess do
  fn from_config(source :: ConfigSource, name :: String) -> ConfigRead<MetricsAccess> do
    one_of(source, name, [("private", Private), ("open", Everybody)])
  end
end

impl FromConfig for LogLevel do
  fn from_config(source :: ConfigSource, name :: String) -> ConfigRead<LogLevel> do
    let names = ["off", "error", "warn", "info", "debug"]
    one_of(source, name, List.map(names, fn level -> (level, LogLevel { name: level }) end))
  end
end

fn one_of<T>(
  source :: ConfigSource,
  name :: String,
  values :: List<(String, T)>
) -> ConfigRead<T> do
  let found :: ConfigRead<String> = FromConfig.from_config(source, name)
  let given = Option.unwrap_or(found.value, "")
  case List.find(values, fn((word, _)) -> word == given end) do
    Some((_, value)) -> ConfigRead { value: Some(value), errors: [], names: found.names }
    None -> do
      let words = String.join(List.map(values, fn((word, _)) -> word end), ", ")
      ConfigRead {
        value: None,
        errors: ["${name}: expected one of ${words}, found `${given}`"],
        names: found.names
      }
    end
  end
end
