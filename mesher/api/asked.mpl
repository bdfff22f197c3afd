##! What queries of requests ask for: numbers, times, pages.

from Api.Context import failure, internal, success
import Ingestion.Ids

## A value of the query, or "". The character NUL, which PostgreSQL does not know, is left out.
pub fn text(request :: Request, name :: String) -> String do
  clean(Option.unwrap_or(Request.query(request, name), ""))
end

## A text without the character NUL.
pub fn clean(text :: String) -> String = Regex.replace(~r/\x00/, text, "")

## A point in time as RFC 3339.
pub fn time(text :: String, name :: String) -> Result<Option<Int>, String> do
  if text == "" do
    Ok(None)
  else
    case DateTime.from_iso8601(text) do
      Ok(time) -> Ok(Some(DateTime.to_unix_micros(time)))
      Err(_) -> Err("invalid ${name}")
    end
  end
end

## How many are wanted: so many unless a number is given; at least 1, at most `most`.
pub fn limit(request :: Request, default :: Int, most :: Int) -> Int do
  case String.to_int(text(request, "limit")) do
    Some(limit) when limit >= 1 -> Math.min(limit, most)
    _ -> default
  end
end

## Where a page begins: a time or a number, and an id.
pub fn cursor(request :: Request, is_time :: Bool) -> Result<Option<(Int, String)>, String> do
  let (position, id) = (text(request, "cursor"), text(request, "cursor_id"))
  if position == "" and id == "" do
    Ok(None)
  else
    let value = if is_time do time(position, "cursor")? else String.to_int(position) end
    case value do
      Some(known) when Ids.is_uuid(id) -> Ok(Some((known, id)))
      _ -> Err("invalid cursor")
    end
  end
end

## `{"data":[...],"has_more":false}`, with the place of the next page if there is one.
pub fn page(data :: List<Json>, next :: Option<(String, String)>) -> Response do
  let fields = %{"data" => JsonArray(data), "has_more" => JsonBool(Option.is_some(next))}
  success(case next do
    None -> JsonObject(fields)
    Some((position, id)) ->
      JsonObject(Map.merge(fields, %{
        "next_cursor" => JsonString(position),
        "next_cursor_id" => JsonString(id)
      }))
  end)
end

## What was found, shown; what went wrong with the database goes to the log.
pub fn answered<T, E>(found :: Result<T, E>, show :: Fun(T) -> Response) -> Response
  where E: Display do
  case found do
    Ok(value) -> show(value)
    Err(error) -> internal(error)
  end
end

## The same for what may not be there.
pub fn found<T, E>(
  found :: Result<Option<T>, E>,
  missing :: String,
  show :: Fun(T) -> Response
) -> Response where E: Display do
  case found do
    Ok(Some(value)) -> show(value)
    Ok(None) -> failure(404, missing)
    Err(error) -> internal(error)
  end
end
