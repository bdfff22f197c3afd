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

## The parts of an envelope, or what is malformed.
pub fn parse(body :: String) -> Result<Envelope, String> do
  let stop = line_end(body, 0)
  let header = object(String.byte_slice(body, 0, stop), "envelope header")?
  let items = items_from(body, stop + 1, [])?
  Ok(Envelope { header: header, items: items })
end

fn line_end(body :: String, from :: Int) -> Int do
  Option.unwrap_or(String.byte_index_of(body, "\n", from), String.byte_length(body))
end

fn object(line :: String, what :: String) -> Result<Json, String> do
  case Json.parse(line) do
    Ok(JsonObject(entries)) -> Ok(JsonObject(entries))
    _ -> Err("invalid ${what}")
  end
end

fn items_from(body :: String, at :: Int, done :: List<Item>) -> Result<List<Item>, String> do
  if at >= String.byte_length(body) do
    Ok(done)
  else
    let stop = line_end(body, at)
    let line = String.byte_slice(body, at, stop)
    if String.trim(line) == "" do
      items_from(body, stop + 1, done)
    else
      let header = object(line, "item header")?
      let kind = Option.ok_or(text(header, "type"), "item without type")?
      # The last header may end with the envelope instead of a newline.
      let from = Math.min(stop + 1, String.byte_length(body))
      let last = payload_end(body, from, header)?
      let item = Item { kind: kind, header: header, payload: Bytes.from_string(String.byte_slice(body, from, last)) }
      items_from(body, last + 1, List.append(done, item))
    end
  end
end

# Where a payload ends: by its length, which a newline or the end must follow, or with its line.
fn payload_end(body :: String, from :: Int, header :: Json) -> Result<Int, String> do
  case Json.field(header, "length") do
    # Not `from + length`, which may be too large for a number.
    Some(JsonInt(length)) -> if length < 0 or length > String.byte_length(body) - from do
      Err("item longer than the envelope")
    else if line_end(body, from + length) != from + length do
      Err("no newline after the item")
    else
      Ok(from + length)
    end
    Some(other) when other != JsonNull -> Err("invalid item length")
    _ -> Ok(line_end(body, from))
  end
end
