##! Source maps, version 3, also those of several sections: read once, into pieces that places are looked for in.

from Ingestion.Fields import text, text_or_empty, or_null, present
from Sourcemaps.Mappings import Piece, State
import Sourcemaps.Mappings

pub struct Document do
  pieces :: List<Piece>
  sources :: List<Source>
  names :: List<String>
  ## The id that a bundler gave the map; "" for none.
  debug_id :: String
end deriving(Debug)

pub struct Source do
  name :: String
  content :: Option<String>
end deriving(Debug)

# More than any program has.
fn most_sources() -> Int = 100000

fn most_names() -> Int = 2000000

fn most_sections() -> Int = 10000

## A source map, or what is wrong with it.
pub fn parse(body :: String) -> Result<Document, String> do
  case Json.parse(without_guard(body)) do
    Ok(JsonObject(_) as map) -> do
      let read = within(map, Mappings.start(), empty(), 0)?
      Ok(%{read |
        debug_id: Option.unwrap_or(Option.or(text(map, "debugId"), text(map, "debug_id")), "")
      })
    end
    Ok(_) -> Err("a source map is an object")
    Err(error) -> Err("not JSON: ${error}")
  end
end

fn empty() -> Document = Document { pieces: [], sources: [], names: [], debug_id: "" }

# Without a mark of the order of bytes, and without a line that keeps browsers from running it as a script.
fn without_guard(body :: String) -> String do
  let text = Option.unwrap_or(String.strip_prefix(body, "\u{feff}"), body)
  if String.starts_with(text, ")]}") do
    String.byte_slice(
      text,
      Option.unwrap_or(String.byte_index_of(text, "\n", 0), 0),
      String.byte_length(text)
    )
  else
    text
  end
end

# A map that begins at a place, behind what was read before.
fn within(map :: Json, from :: State, done :: Document, depth :: Int) -> Result<Document, String> do
  case present(map, "sections") do
    Some(JsonArray(sections)) ->
      if depth == 4 or List.length(sections) > most_sections() do
        Err("too many sections")
      else
        List.try_reduce(sections, done, fn so_far, section ->
          of_section(section, from, so_far, depth)
        end)
      end
    Some(_) -> Err("sections are a list")
    None -> flat(map, from, done)
  end
end

fn of_section(
  section :: Json,
  from :: State,
  done :: Document,
  depth :: Int
) -> Result<Document, String> do
  let offset = or_null(section, "offset")
  let line = whole(offset, "line")?
  let column = whole(offset, "column")?
  case present(section, "map") do
    Some(JsonObject(_) as map) -> do
      # On the first line of a section inside of another both columns count.
      let start = if line == 0 do from.column + column else column end
      within(map, %{from | line: from.line + line, column: start}, done, depth + 1)
    end
    _ -> Err("a section without a map")
  end
end

fn whole(offset :: Json, name :: String) -> Result<Int, String> do
  case Json.field(offset, name) do
    Some(JsonInt(value)) when value >= 0 and value <= 2147483647 -> Ok(value)
    _ -> Err("an offset without ${name}")
  end
end

fn flat(map :: Json, from :: State, done :: Document) -> Result<Document, String> do
  if Json.field(map, "version") != Some(JsonInt(3)) do
    Err("not version 3")
  else
    let sources = sources_of(map)?
    let names = texts(map, "names")?
    let mappings = Option.ok_or(text(map, "mappings"), "no mappings")?
    let (first_source, first_name) = (List.length(done.sources), List.length(done.names))
    if first_source + List.length(sources) > most_sources() or
        first_name + List.length(names) > most_names() do
      Err("too many sources or names")
    else
      let first = %{from | source: first_source, source_line: 0, source_column: 0, name: first_name}
      let pieces = Mappings.pieces(mappings, first)?
      Ok(%{done |
        pieces: done.pieces ++ pieces,
        sources: done.sources ++ sources,
        names: done.names ++ names
      })
    end
  end
end

fn sources_of(map :: Json) -> Result<List<Source>, String> do
  let names = texts(map, "sources")?
  let contents = case Json.field(map, "sourcesContent") do
    Some(JsonArray(all)) -> all
    _ -> []
  end
  let root = text_or_empty(map, "sourceRoot")
  Ok(List.map(List.enumerate(names), fn((at, name)) ->
    let content = case List.at(contents, at) do
      Some(JsonString(written)) -> Some(written)
      _ -> None
    end
    Source { name: rooted(root, name), content: content }
  end))
end

fn rooted(root :: String, name :: String) -> String do
  if root == "" or String.starts_with(name, "/") or String.contains(name, "://") do
    name
  else if String.ends_with(root, "/") do
    root <> name
  else
    "${root}/${name}"
  end
end

# A list of texts; what is none reads as "".
fn texts(map :: Json, name :: String) -> Result<List<String>, String> do
  case Json.field(map, name) do
    Some(JsonArray(all)) ->
      Ok(List.map(all, fn item ->
        case item do
          JsonString(written) -> written
          _ -> ""
        end
      end))
    None | Some(JsonNull) -> Ok([])
    Some(_) -> Err("${name} are a list")
  end
end
