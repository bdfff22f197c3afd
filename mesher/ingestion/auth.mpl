##! Where clients put their key, and whose pages may use it.

from Storage.Projects import Project

# A key where it stands, with the version of the protocol beside it.
struct Claim do
  key :: String
  version :: Option<String>
end

## The key of a request: `X-Sentry-Auth`, `Authorization`, the query, or an envelope's DSN. The first place that has one
## counts; a version that we do not speak makes it none.
pub fn key_of(request :: Request, dsn :: Option<String>) -> Option<String> do
  let sentry = Option.and_then(Request.header(request, "x-sentry-auth"), in_header)
  let authorization = Option.and_then(Request.header(request, "authorization"), in_header)
  let in_dsn = Option.map(Option.and_then(dsn, key_in_dsn), bare)
  let first = Option.or(sentry, Option.or(authorization, Option.or(in_query(request), in_dsn)))
  Option.map(Option.filter(first, is_spoken), fn claim -> claim.key end)
end

## Whether a request has a key in its head, be it usable or not: then no other place is looked at.
pub fn has_key(request :: Request) -> Bool do
  let claims = [
    Option.and_then(Request.header(request, "x-sentry-auth"), in_header),
    Option.and_then(Request.header(request, "authorization"), in_header), in_query(request)
  ]
  List.any(claims, Option.is_some)
end

## Whether the page that sends this may do so. Programs say no origin.
pub fn is_origin_allowed(request :: Request, project :: Project) -> Bool do
  case Request.header(request, "origin") do
    Some(origin) when project.allowed_origins != "" -> List.any(String.words(project.allowed_origins), fn allowed ->
      is_match(String.to_lower(allowed), String.to_lower(origin))
    end)
    _ -> true
  end
end

# `*`, `https://shop.example`, `shop.example` and `*.shop.example`, each with or without a port.
fn is_match(allowed :: String, origin :: String) -> Bool do
  let host = Option.unwrap_or(Option.map(String.split_once(origin, "://"), fn((_, rest)) -> rest end), origin)
  let bare = Regex.replace(~r/:\d+$/, host, "")
  case String.strip_prefix(allowed, "*.") do
    Some(domain) -> String.ends_with(host, "." <> domain) or String.ends_with(bare, "." <> domain)
    None -> List.contains(["*", origin, host, bare], allowed)
  end
end

fn is_spoken(claim :: Claim) -> Bool = Regex.is_match(~r/^[2-7]$/, Option.unwrap_or(claim.version, "7"))

fn bare(key :: String) -> Claim = Claim { key: key, version: None }

fn in_query(request :: Request) -> Option<Claim> do
  claim(Request.query(request, "sentry_key"), Request.query(request, "sentry_version"))
end

fn claim(key :: Option<String>, version :: Option<String>) -> Option<Claim> do
  Option.map(Option.filter(key, is_key), fn found -> Claim { key: found, version: version } end)
end

## The name and version that a client gives of itself.
pub fn client_of(request :: Request) -> Option<String> do
  let headers = [Request.header(request, "x-sentry-auth"), Request.header(request, "authorization")]
  let said = List.filter_map(headers, fn header -> Option.and_then(header, fn value -> field(value, "sentry_client") end) end)
  Option.or(List.first(said), Request.query(request, "sentry_client"))
end

fn is_key(text :: String) -> Bool = Regex.is_match(~r/^\w+$/, text)

# `<key>`, `Bearer <key>`, or `Sentry sentry_key=<key>, ...`
fn in_header(value :: String) -> Option<Claim> do
  let trimmed = String.trim(value)
  if is_key(trimmed) do
    Some(bare(trimmed))
  else
    case Regex.captures(~r/^bearer\s+(\w+)$/i, trimmed) do
      Some(groups) -> Option.map(List.at(groups, 1), bare)
      None -> claim(field(trimmed, "sentry_key"), field(trimmed, "sentry_version"))
    end
  end
end

# A field of `Sentry name=value, name=value`.
fn field(header :: String, name :: String) -> Option<String> do
  case Regex.captures(~r/^\s*sentry\s+(.*)$/i, header) do
    Some([_, fields]) -> do
      let pairs = List.map(String.split(fields, ","), pair_of)
      Option.map(List.find(pairs, fn((found, _)) -> found == name end), fn((_, value)) -> value end)
    end
    _ -> None
  end
end

fn pair_of(field :: String) -> (String, String) do
  case Regex.captures(~r/^\s*(\w+)\s*=\s*(.*?)\s*$/, field) do
    Some([_, name, value]) -> (name, value)
    _ -> ("", "")
  end
end

fn key_in_dsn(dsn :: String) -> Option<String> do
  Option.and_then(Regex.captures(~r/^https?:\/\/(\w+)(?::\w*)?@/, dsn), fn groups -> List.at(groups, 1) end)
end
