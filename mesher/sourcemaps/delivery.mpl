##! Files that are delivered for releases: what they are, and keeping them.

from Storage.Artifacts import NewFile
import Sourcemaps.Document
import Sourcemaps.Places
import Sourcemaps.Store
import Storage.Artifacts

## The largest file that is kept.
pub fn most_bytes() -> Int = 67108864

## A file by its name and what its headers say.
pub fn described(url :: String, headers :: Map<String, String>, content :: Bytes) -> NewFile do
  let kind = kind_of(url)
  let said = fn names ->
    Option.unwrap_or(List.find_map(names, fn name -> Map.fetch(headers, name) end), "")
  end
  let map = if kind == "script" do map_of(said(["sourcemap", "x-sourcemap"]), content) else "" end
  let id = Places.debug_id(said(["debug-id"]))
  NewFile {
    kind: kind,
    debug_id: if id == "" and kind == "script" do Places.debug_comment(content) else id end,
    url: String.slice(clean(url), 0, 2000),
    sourcemap: if Places.is_data(map) do
      Artifacts.inside()
    else
      String.slice(clean(map), 0, 2000)
    end,
    inside: if Places.is_data(map) do Some(map) else None end,
    content: content
  }
end

fn map_of(header :: String, script :: Bytes) -> String =
  if header == "" do Places.comment(script) else header end

fn clean(text :: String) -> String = Regex.replace(~r/\x00/, text, "")

## `map`, `script`, or `other`.
pub fn kind_of(url :: String) -> String do
  let name = String.to_lower(List.get(String.split(List.get(String.split(url, "?"), 0), "#"), 0))
  if String.ends_with(name, ".map") do
    "map"
  else if Regex.is_match(~r/\.(?:[cm]?jsx?|bundle|jsbundle|hbc)$/, name) do
    "script"
  else
    "other"
  end
end

## Adds a file to a bundle; a map, also one in a script, is read at once. Gives the file's id.
pub fn deliver(db :: Db, bundle_id :: String, file :: NewFile) -> Result<String, DbError> do
  let id = Artifacts.add(db, bundle_id, file)?
  case file.inside do
    _ when file.kind == "map" ->
      Store.keep(db, id, Document.parse(Bytes.to_string_lossy(file.content)))?
    Some(said) -> Store.keep(db, id, Result.and_then(Places.data(said), Document.parse))?
    None -> ()
  end
  Ok(id)
end
