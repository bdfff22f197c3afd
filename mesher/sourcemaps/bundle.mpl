##! Bundles of artifacts: zip archives with a `manifest.json` that tells what is in them. Names in them are never paths on a disk.

from Ingestion.Fields import text, text_or_empty, or_null
from Storage.Artifacts import NewFile
import Sourcemaps.Delivery

pub struct Bundle do
  files :: List<Listed>
  # The archive, and where in it the archive's own positions begin.
  bytes :: Bytes
  base :: Int
  # By name.
  entries :: Map<String, Entry>
end

## A file that the manifest names, before it is unpacked.
pub struct Listed do
  name :: String
  url :: String
  kind :: String
  headers :: Map<String, String>
end deriving(Debug)

# A file of the archive as its directory describes it.
struct Entry do
  method :: Int
  packed :: Int
  size :: Int
  offset :: Int
end

# More than any program has.
fn most_entries() -> Int = 20000

fn most_manifest() -> Int = 16777216

## The bundle in bytes, or what is wrong with it.
pub fn open(bytes :: Bytes) -> Result<Bundle, String> do
  let stop = Option.ok_or(end_of_directory(bytes), "no zip archive")?
  let count = number(bytes, stop + 10, 2)?
  let size = number(bytes, stop + 12, 4)?
  let offset = number(bytes, stop + 16, 4)?
  # What stands before the archive moves all of its positions.
  let base = stop - size - offset
  if base < 0 or count > most_entries() or offset == 4294967295 do
    Err("a zip archive that cannot be")
  else
    let entries = directory(bytes, stop - size, stop, count, %{})?
    let bundle = Bundle { files: [], bytes: bytes, base: base, entries: entries }
    let manifest = unpacked(bundle, "manifest.json", most_manifest())?
    let listed = listed_in(Bytes.to_string_lossy(manifest))?
    Ok(%{bundle | files: listed})
  end
end

# The record at the end, which a comment of up to 64 KiB may follow.
fn end_of_directory(bytes :: Bytes) -> Option<Int> do
  let length = Bytes.length(bytes)
  last_mark(bytes, Bytes.from_list([80, 75, 5, 6]), Math.max(length - 65557, 0), None)
end

fn last_mark(bytes :: Bytes, mark :: Bytes, from :: Int, found :: Option<Int>) -> Option<Int> do
  case Bytes.index_of(bytes, mark, from) do
    None -> found
    Some(at) -> last_mark(bytes, mark, at + 1, Some(at))
  end
end

fn number(bytes :: Bytes, at :: Int, size :: Int) -> Result<Int, String> do
  Option.ok_or(Bytes.uint_at(bytes, at, size, :little), "a zip archive that ends too early")
end

fn directory(
  bytes :: Bytes,
  at :: Int,
  stop :: Int,
  left :: Int,
  done :: Map<String, Entry>
) -> Result<Map<String, Entry>, String> do
  if left == 0 do
    Ok(done)
  else if at >= stop or number(bytes, at, 4)? != 33639248 do
    Err("a zip archive with a broken directory")
  else
    let flags = number(bytes, at + 8, 2)?
    let name_length = number(bytes, at + 28, 2)?
    let skipped = number(bytes, at + 30, 2)? + number(bytes, at + 32, 2)?
    let entry = Entry {
      method: number(bytes, at + 10, 2)?,
      packed: number(bytes, at + 20, 4)?,
      size: number(bytes, at + 24, 4)?,
      offset: number(bytes, at + 42, 4)?
    }
    if flags % 2 == 1 do
      Err("an encrypted zip archive")
    else
      let name = Bytes.to_string_lossy(Bytes.slice(bytes, at + 46, at + 46 + name_length))
      directory(bytes, at + 46 + name_length + skipped, stop, left - 1, Map.put(done, name, entry))
    end
  end
end

## A file of the archive, of at most so many bytes: unpacking ends there, whatever the archive says.
pub fn unpacked(bundle :: Bundle, name :: String, most :: Int) -> Result<Bytes, String> do
  let entry = Option.ok_or(Map.fetch(bundle.entries, name), "no ${name} in the archive")?
  let at = bundle.base + entry.offset
  if number(bundle.bytes, at, 4)? != 67324752 do
    Err("a broken entry for ${name}")
  else
    let start = at + 30 + number(bundle.bytes, at + 26, 2)? + number(bundle.bytes, at + 28, 2)?
    let packed = Bytes.slice(bundle.bytes, start, start + entry.packed)
    if entry.size > most or Bytes.length(packed) != entry.packed do
      Err("${name} is too large")
    else
      case entry.method do
        0 -> if entry.packed == entry.size do Ok(packed) else Err("a broken entry for ${name}") end
        8 ->
          Result.map_err(Compression.inflate(packed, entry.size), fn _ ->
            "a broken entry for ${name}"
          end)
        _ -> Err("${name} is packed in a way that is not known")
      end
    end
  end
end

fn listed_in(manifest :: String) -> Result<List<Listed>, String> do
  case Result.map(Json.parse(manifest), fn value -> Json.field(value, "files") end) do
    Ok(Some(JsonObject(files))) ->
      Ok(List.map(Map.to_list(files), fn((name, file)) -> listed(name, file) end))
    _ -> Err("no files in manifest.json")
  end
end

fn listed(name :: String, file :: Json) -> Listed do
  let headers = case or_null(file, "headers") do
    JsonObject(all) ->
      Map.map_entries(all, fn key, value ->
        let said = case value do
          JsonString(written) -> written
          _ -> ""
        end
        (String.to_lower(key), said)
      end)
    _ -> %{}
  end
  let url = Option.unwrap_or(text(file, "url"), name)
  let kind = case text_or_empty(file, "type") do
    "minified_source" -> "script"
    "source_map" -> "map"
    "source" -> "source"
    _ -> Delivery.kind_of(url)
  end
  Listed { name: name, url: url, kind: kind, headers: headers }
end

## A listed file, unpacked.
pub fn file(bundle :: Bundle, listed :: Listed) -> Result<NewFile, String> do
  let content = unpacked(bundle, listed.name, Delivery.most_bytes())?
  Ok(%{Delivery.described(listed.url, listed.headers, content) | kind: listed.kind})
end
