##! Sentry envelopes: a header line, then items, each a header line and a payload.

from Ingestion.Fields import text

pub struct Envelope do
  header :: Json
  items :: List<Item>
end deriving(Debug)

pub struct Item do
  kind :: String
  ## The line before its payload.
  header :: Json
  payload :: Bytes
end deriving(Debug)

## So many items an envelope may have, and so many bytes a header.
pub fn most_items() -> Int = 1000

pub fn longest_header() -> Int = 65536

## The parts of an envelope, or what is malformed.
pub fn parse(body :: Bytes) -> Result<Envelope, String> do
  let stop = line_end(body, 0)
  let header = object(body, 0, stop, "envelope header")?
  let items = items_from(body, stop + 1, 0, [])?
  Ok(Envelope { header: header, items: items })
end

## The header of an envelope whose first bytes are these, when its line is among them or they are all there is.
pub fn head_of(start :: Bytes) -> Option<Json> =
  Result.ok(object(start, 0, line_end(start, 0), "envelope header"))

fn newline() -> Bytes = Bytes.from_string("\n")

fn line_end(body :: Bytes, from :: Int) -> Int do
  Option.unwrap_or(Bytes.index_of(body, newline(), from), Bytes.length(body))
end

fn object(body :: Bytes, from :: Int, stop :: Int, what :: String) -> Result<Json, String> do
  if stop - from > longest_header() do
    Err("${what} too long")
  else
    case Json.parse(Bytes.to_string_lossy(Bytes.slice(body, from, stop))) do
      Ok(JsonObject(_) as entries) -> Ok(entries)
      _ -> Err("invalid ${what}")
    end
  end
end

# Blank lines between items are passed over, as many as there may be items.
fn items_from(
  body :: Bytes,
  at :: Int,
  blanks :: Int,
  done :: List<Item>
) -> Result<List<Item>, String> do
  if at >= Bytes.length(body) do
    Ok(done)
  else
    let stop = line_end(body, at)
    if is_blank(body, at, stop) and blanks < most_items() do
      items_from(body, stop + 1, blanks + 1, done)
    else if List.length(done) == most_items() or blanks == most_items() do
      Err("too many items")
    else
      let header = object(body, at, stop, "item header")?
      let kind = Option.ok_or(text(header, "type"), "item without type")?
      # The last header may end with the envelope instead of a newline.
      let from = Math.min(stop + 1, Bytes.length(body))
      let last = payload_end(body, from, header)?
      let item = Item { kind: kind, header: header, payload: Bytes.slice(body, from, last) }
      items_from(body, last + 1, blanks, List.append(done, item))
    end
  end
end

fn is_blank(body :: Bytes, at :: Int, stop :: Int) -> Bool do
  stop - at < 8 and String.is_blank(Bytes.to_string_lossy(Bytes.slice(body, at, stop)))
end

# Where a payload ends: by its length, which a newline or the end must follow, or with its line.
fn payload_end(body :: Bytes, from :: Int, header :: Json) -> Result<Int, String> do
  case Json.field(header, "length") do
    # Not `from + length`, which may be too large for a number.
    Some(JsonInt(length)) ->
      if length < 0 or length > Bytes.length(body) - from do
        Err("item longer than the envelope")
      else if from + length < Bytes.length(body) and Bytes.at(body, from + length) != Some(10) do
        Err("no newline after the item")
      else
        Ok(from + length)
      end
    Some(other) when other != JsonNull -> Err("invalid item length")
    _ -> Ok(line_end(body, from))
  end
end
