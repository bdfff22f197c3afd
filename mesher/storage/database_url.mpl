##! What URLs of databases say: `sqlite:PATH`, `sqlite::memory:` or `postgres://...`, with options behind a `?`.

pub fn is_postgres(url :: String) -> Bool = not String.starts_with(url, "sqlite:")

## The file of a database of SQLite; nothing where it is kept in memory, or elsewhere.
pub fn file_of(url :: String) -> Option<String> do
  let path = Option.map(String.strip_prefix(url, "sqlite:"), fn rest ->
    Option.unwrap_or(List.first(String.split(rest, "?")), "")
  end)
  Option.filter(path, fn text -> text != "" and text != ":memory:" end)
end

## A URL with further options, where it does not say otherwise itself.
pub fn with_options(url :: String, options :: List<(String, String)>) -> String do
  let missing = List.filter(options, fn((name, _)) ->
    not String.contains(url, "?${name}=") and not String.contains(url, "&${name}=")
  end)
  let more = String.join(List.map(missing, fn((name, value)) -> "${name}=${value}" end), "&")
  if more == "" do
    url
  else
    let sign = if String.contains(url, "?") do "&" else "?" end
    "${url}${sign}${more}"
  end
end

## As it may be shown.
pub fn without_password(url :: String) -> String = Regex.replace(~r/:\/\/[^@\/]*@/, url, "://")
