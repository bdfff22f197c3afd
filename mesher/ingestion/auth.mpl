##! Where clients put their key, and whose pages may use it.

from Storage.Projects import Project

## A key where it stands, with the version of the protocol beside it.
pub struct Claim do
  key :: String
  version :: Option<String>
end

## What the head of a request claims: `X-Sentry-Auth`, `Authorization` or the query. The first place that has a key counts, be it
## usable or not: then no other place is looked at.
pub fn claim_of(request :: Request) -> Option<Claim> do
  let sentry = Option.and_then(Request.header(request, "x-sentry-auth"), in_header)
  let authorised = Option.or_else(sentry, fn ->
    Option.and_then(Request.header(request, "authorization"), in_header)
  end)
  Option.or_else(authorised, fn -> in_query(request) end)
end

## The key of a claim, unless it comes with a version that we do not speak.
pub fn key_in(claim :: Claim) -> Option<String> =
  if is_spoken(claim) do Some(claim.key) else None end

## The key in the head of a request.
pub fn key_of(request :: Request) -> Option<String> = Option.and_then(claim_of(request), key_in)

## Whether the page that sends this may do so. Programs say no origin.
pub fn is_origin_allowed(request :: Request, project :: Project) -> Bool do
  case Request.header(request, "origin") do
    Some(origin) when project.allowed_origins != "" ->
      List.any(String.words(project.allowed_origins), fn allowed ->
        is_match(String.to_lower(allowed), String.to_lower(origin))
      end)
    _ -> true
  end
end

# `*`, `https://shop.example`, `shop.example` and `*.shop.example`, each with or without a port.
fn is_match(allowed :: String, origin :: String) -> Bool do
  let host = Option.unwrap_or(
    Option.map(String.split_once(origin, "://"), fn((_, rest)) -> rest end),
    origin
  )
  let bare = Regex.replace(~r/:\d+$/, host, "")
  case String.strip_prefix(allowed, "*.") do
    Some(domain) -> String.ends_with(host, "." <> domain) or String.ends_with(bare, "." <> domain)
    None -> List.contains(["*", origin, host, bare], allowed)
  end
end

fn is_spoken(claim :: Claim) -> Bool do
  case claim.version do
    None -> true
    Some(version) -> List.contains(["2", "3", "4", "5", "6", "7"], version)
  end
end

fn bare(key :: String) -> Claim = Claim { key: key, version: None }

fn in_query(request :: Request) -> Option<Claim> do
  claim(Request.query(request, "sentry_key"), Request.query(request, "sentry_version"))
end

fn claim(key :: Option<String>, version :: Option<String>) -> Option<Claim> do
  Option.map(Option.filter(key, is_key), fn found -> Claim { key: found, version: version } end)
end

## The name and version that a client gives of itself.
pub fn client_of(request :: Request) -> Option<String> do
  let said = fn name ->
    Option.and_then(Request.header(request, name), fn value ->
      field(fields_of(value), "sentry_client")
    end)
  end
  let sentry = Option.or_else(said("x-sentry-auth"), fn -> said("authorization") end)
  Option.or_else(sentry, fn -> Request.query(request, "sentry_client") end)
end

fn is_key(text :: String) -> Bool = Regex.is_match(~r/^\w+$/, text)

# `<key>`, `Bearer <key>`, or `Sentry sentry_key=<key>, ...`
fn in_header(value :: String) -> Option<Claim> do
  case after_scheme(value, "sentry") do
    Some(_) -> do
      let fields = fields_of(value)
      claim(field(fields, "sentry_key"), field(fields, "sentry_version"))
    end
    None ->
      Option.map(
        Option.filter(Option.or(after_scheme(value, "bearer"), Some(String.trim(value))), is_key),
        bare
      )
  end
end

# What follows a word, in any case, and white space.
fn after_scheme(value :: String, scheme :: String) -> Option<String> do
  let text = String.trim(value)
  let length = String.byte_length(scheme)
  if String.to_lower(String.byte_slice(text, 0, length)) == scheme do
    let rest = String.byte_slice(text, length, String.byte_length(text))
    let trimmed = String.trim_start(rest)
    if trimmed == rest do None else Some(trimmed) end
  else
    None
  end
end

# The fields of `Sentry name=value, name=value`.
fn fields_of(header :: String) -> List<(String, String)> do
  case after_scheme(header, "sentry") do
    Some(fields) ->
      List.filter_map(String.split(fields, ","), fn field ->
        Option.map(String.split_once(field, "="), fn((name, value)) ->
          (String.trim(name), String.trim(value))
        end)
      end)
    None -> []
  end
end

fn field(fields :: List<(String, String)>, name :: String) -> Option<String> do
  Option.map(List.find(fields, fn((found, _)) -> found == name end), fn((_, value)) -> value end)
end

## The key in the address that a client was given.
pub fn key_in_dsn(dsn :: String) -> Option<String> do
  Option.and_then(Regex.captures(~r/^https?:\/\/(\w+)(?::\w*)?@/, dsn), fn groups ->
    List.at(groups, 1)
  end)
end
