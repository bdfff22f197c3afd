##! Where clients put their key.

## The key of a request: `X-Sentry-Auth`, `Authorization`, the query, or an envelope's DSN.
pub fn key_of(request :: Request, dsn :: Option<String>) -> Option<String> do
  let sentry = Option.and_then(Request.header(request, "x-sentry-auth"), in_header)
  let authorization = Option.and_then(Request.header(request, "authorization"), in_header)
  let query = Option.filter(Request.query(request, "sentry_key"), is_key)
  let in_dsn = Option.and_then(dsn, key_in_dsn)
  Option.or_else(sentry, Option.or_else(authorization, Option.or_else(query, in_dsn)))
end

## The name and version that a client gives of itself.
pub fn client_of(request :: Request) -> Option<String> do
  let headers = [Request.header(request, "x-sentry-auth"), Request.header(request, "authorization")]
  let said = List.filter_map(headers, fn header -> Option.and_then(header, fn value -> field(value, "sentry_client") end) end)
  Option.or_else(List.first(said), Request.query(request, "sentry_client"))
end

fn is_key(text :: String) -> Bool = Regex.is_match(~r/^\w+$/, text)

# `<key>`, `Bearer <key>`, or `Sentry sentry_key=<key>, ...`
fn in_header(value :: String) -> Option<String> do
  let trimmed = String.trim(value)
  if is_key(trimmed) do
    Some(trimmed)
  else
    case Regex.captures(~r/^bearer\s+(\w+)$/i, trimmed) do
      Some(groups) -> List.at(groups, 1)
      None -> Option.filter(field(trimmed, "sentry_key"), is_key)
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
