##! Where clients put their key.

## The key of a request: `X-Sentry-Auth`, `Authorization`, the query, or an envelope's DSN.
pub fn key_of(request :: Request, dsn :: Option<String>) -> Option<String> do
  let sentry = Option.and_then(Request.header(request, "x-sentry-auth"), in_header)
  let authorization = Option.and_then(Request.header(request, "authorization"), in_header)
  let query = Option.filter(Request.query(request, "sentry_key"), is_key)
  let in_dsn = Option.and_then(dsn, key_in_dsn)
  Option.or_else(sentry, Option.or_else(authorization, Option.or_else(query, in_dsn)))
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
      None -> Option.and_then(Regex.captures(~r/^sentry\s.*?\bsentry_key\s*=\s*(\w+)/i, trimmed), fn groups ->
        List.at(groups, 1)
      end)
    end
  end
end

fn key_in_dsn(dsn :: String) -> Option<String> do
  Option.and_then(Regex.captures(~r/^https?:\/\/(\w+)(?::\w*)?@/, dsn), fn groups -> List.at(groups, 1) end)
end
