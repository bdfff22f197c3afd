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

## What a script says of its map: the last comment `//# sourceMappingURL=`, which stands near its end, or ends there when the map is
## in it.
pub fn comment(script :: Bytes) -> String do
  let near = Regex.find_all(~r/\/\/[#@]\s*sourceMappingURL=[^\s'"]+(?:\s|$)/, ending(script))
  case List.final(near) do
    Some(line) -> String.trim(Regex.replace(~r/^\/\/[#@]\s*sourceMappingURL=/, line, ""))
    None -> Option.unwrap_or(Option.map(map_comment(script), fn((_, said)) -> said end), "")
  end
end

# Comments for tools stand there.
fn ending(script :: Bytes) -> String do
  let length = Bytes.length(script)
  Bytes.to_string_lossy(Bytes.slice(script, Math.max(length - 4096, 0), length))
end

# A comment that holds the map, and where it is: nothing but comments comes behind it. In the midst of a script there may be a text
# that looks like one.
fn map_comment(script :: Bytes) -> Option<(Int, String)> do
  let last = last_of(script, Bytes.from_string("sourceMappingURL=data:"), 0, None)
  Option.and_then(last, fn at ->
    let start = Math.max(at - 16, 0)
    let text = Bytes.to_string_lossy(Bytes.slice(script, start, Bytes.length(script)))
    let found =
      Regex.captures(~r/\/\/[#@]\s*sourceMappingURL=(data:[^\s'"]+)\s*(?:\/\/[^\n]*\s*)*$/, text)
    Option.map(found, fn parts -> (at, List.get(parts, 1)) end)
  end)
end

fn last_of(bytes :: Bytes, part :: Bytes, from :: Int, found :: Option<Int>) -> Option<Int> do
  case Bytes.index_of(bytes, part, from) do
    None -> found
    Some(at) -> last_of(bytes, part, at + 1, Some(at))
  end
end

## Whether what a script says of its map is the map.
pub fn is_data(said :: String) -> Bool = String.starts_with(String.to_lower(said), "data:")

## The map that a script has in it, `data:application/json;base64,...`, or what is wrong with it.
pub fn data(said :: String) -> Result<String, String> do
  let (head, body) =
    Option.ok_or(String.split_once(said, ","), "a map in a script, without a comma")?
  let written =
    Result.map_err(Url.decode(body), fn _ -> "a map in a script, with a broken `%`" end)?
  if String.ends_with(String.to_lower(head), ";base64") do
    let bytes = Result.map_err(Bytes.from_base64(written), fn _ ->
      "a map in a script that is not Base64"
    end)?
    Ok(Bytes.to_string_lossy(bytes))
  else
    Ok(written)
  end
end

## The id in the last comment `//# debugId=` of a script, which stands near its end, before a map at the most; "" for none.
pub fn debug_comment(script :: Bytes) -> String do
  let found = debug_id_in(ending(script))
  case if found == "" do map_comment(script) else None end do
    Some((at, _)) -> debug_id_in(ending(Bytes.take(script, at)))
    None -> found
  end
end

fn debug_id_in(text :: String) -> String do
  let found = Regex.find_all(~r/\/\/[#@]\s*debugId=[0-9a-fA-F-]+/, text)
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
