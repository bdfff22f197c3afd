##! Where scripts and their maps may be found among what was delivered.

## Lower-case hexadecimal digits of a debug id, however it is written; "" for what is none.
pub fn debug_id(text :: String) -> String do
  let digits = String.replace(String.to_lower(String.trim(text)), "-", "")
  if Regex.is_match(~r/^[0-9a-f]{32,40}$/, digits) do digits else "" end
end

## The names under which a script of an address may have been delivered: `https://host/a.js?v=1` as it is, without its query, and
## as `~/a.js`.
pub fn candidates(address :: String) -> List<String> do
  let plain = bare(address)
  let path = Regex.replace(~r/^(?:[a-z][a-z0-9+.-]*:\/\/[^\/]*\/|~?\/+)/i, plain, "")
  List.unique([address, plain, "~/${path}"])
end

# Without query and fragment.
fn bare(address :: String) -> String =
  List.get(String.split(List.get(String.split(address, "?"), 0), "#"), 0)

## The names under which the map of a script may have been delivered: what the script says, seen from where the script is.
pub fn of_map(script :: String, said :: String) -> List<String> do
  if Regex.is_match(~r/^(?:[a-z][a-z0-9+.-]*:\/\/|~?\/)/i, said) do
    candidates(said)
  else
    let folder = Regex.replace(~r/[^\/]*$/, bare(script), "")
    candidates(joined(folder, bare(said)))
  end
end

# A relative path from a folder, whose `..` does not lead out of it.
fn joined(folder :: String, path :: String) -> String do
  let (root, inner) = case Regex.captures(
    ~r/^([a-z][a-z0-9+.-]*:\/\/[^\/]*\/|~\/|\/)(.*)$/i,
    folder
  ) do
    Some([_, root, rest]) -> (root, rest)
    _ -> ("~/", folder)
  end
  let parts =
    List.filter(String.split("${inner}${path}", "/"), fn part -> part != "" and part != "." end)
  let kept = List.reduce(parts, [], fn done, part ->
    if part == ".." do List.drop_last(done, 1) else List.append(done, part) end
  end)
  root <> String.join(kept, "/")
end

## What a script says of its map: the last comment `//# sourceMappingURL=`, which stands near its end.
pub fn comment(script :: Bytes) -> String do
  let length = Bytes.length(script)
  let tail = Bytes.to_string_lossy(Bytes.slice(script, Math.max(length - 4096, 0), length))
  # Of a map inside of the script all is taken.
  let found = Regex.find_all(~r/\/\/[#@]\s*sourceMappingURL=[^\s'"]+/, tail)
  Option.unwrap_or(
    Option.map(List.final(found), fn line ->
      Regex.replace(~r/^\/\/[#@]\s*sourceMappingURL=/, line, "")
    end),
    ""
  )
end

## The id in the last comment `//# debugId=` of a script; "" for none.
pub fn debug_comment(script :: Bytes) -> String do
  let length = Bytes.length(script)
  let tail = Bytes.to_string_lossy(Bytes.slice(script, Math.max(length - 4096, 0), length))
  let found = Regex.find_all(~r/\/\/[#@]\s*debugId=[0-9a-fA-F-]+/, tail)
  Option.unwrap_or(
    Option.map(List.final(found), fn line -> debug_id(Regex.replace(~r/^.*=/, line, "")) end),
    ""
  )
end

## The name of a source for people: without the scheme of a bundler.
pub fn source_name(name :: String) -> String do
  Regex.replace(
    ~r/^(?:webpack|turbopack|rollup|vite|ng|parcel|metro)(?:-internal)?:\/\/[^\/]*\/|^(?:\.\.\/)+/,
    name,
    ""
  )
end
