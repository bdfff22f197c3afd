##! What is left out of an event because a part is too long, and the marks that say so.

## What was cut so far.
pub struct Cuts do
  # How often, by kind (`frames`, `tags`, ...).
  times :: Map<String, Int>
  # By place: what a reader of the event is told.
  marks :: Map<String, Json>
  total :: Int
end deriving(Debug)

## Under this name the marks stand in the body that is kept.
pub fn field() -> String = "_cut"

pub fn none() -> Cuts = Cuts { times: %{}, marks: %{}, total: 0 }

## One more cut: of `was` elements, characters or bytes `kept` are left. `place` leads there, without positions in lists.
@in_place
pub fn note(cuts :: Cuts, kind :: String, place :: String, was :: Int, kept :: Int) -> Cuts do
  # Names that clients choose may be many.
  let named = if Map.size(cuts.marks) < 50 or Map.has_key(cuts.marks, place) do place else "..." end
  let marks = Map.change(cuts.marks, named, fn old ->
    let before = Option.unwrap_or(
      Option.map(old, fn mark -> Result.unwrap_or(Json.int(mark, ["times"]), 0) end),
      0
    )
    Some(json { kind: kind, was: was, kept: kept, times: before + 1 })
  end)
  let times = Map.update(cuts.times, kind, 0, fn n -> n + 1 end)
  Cuts { times: times, marks: marks, total: cuts.total + 1 }
end

# ---- texts and lists --------------------------------------------------------------------------------------------

## A text of at most so many characters; a longer one ends with an ellipsis.
pub fn text(
  value :: Json,
  most :: Int,
  kind :: String,
  place :: String,
  cuts :: Cuts
) -> (Json, Cuts) do
  case value do
    JsonString(long) when String.byte_length(long) > most -> do
      let length = String.length(long)
      if length > most do
        (
          JsonString(String.slice(long, 0, most - 1) <> "…"),
          note(cuts, kind, place, length, most - 1)
        )
      else
        (value, cuts)
      end
    end
    JsonObject(_) | JsonArray(_) -> bag(value, 3, most, kind, place, cuts)
    _ -> (value, cuts)
  end
end

## At most so many elements: half from the start and half from the end.
pub fn ends(
  items :: List<Json>,
  most :: Int,
  kind :: String,
  place :: String,
  cuts :: Cuts
) -> (List<Json>, Cuts) do
  let length = List.length(items)
  if length <= most do
    (items, cuts)
  else
    let half = most / 2
    (
      List.take(items, half) ++ List.take_last(items, most - half),
      note(cuts, kind, place, length, most)
    )
  end
end

## At most so many elements, the last ones.
pub fn last(
  items :: List<Json>,
  most :: Int,
  kind :: String,
  place :: String,
  cuts :: Cuts
) -> (List<Json>, Cuts) do
  let length = List.length(items)
  if length <= most do
    (items, cuts)
  else
    (List.take_last(items, most), note(cuts, kind, place, length, most))
  end
end

## At most so many elements, the first ones.
pub fn first(
  items :: List<Json>,
  most :: Int,
  kind :: String,
  place :: String,
  cuts :: Cuts
) -> (List<Json>, Cuts) do
  let length = List.length(items)
  if length <= most do
    (items, cuts)
  else
    (List.take(items, most), note(cuts, kind, place, length, most))
  end
end

## Each element by `limit`.
pub fn each(
  items :: List<Json>,
  cuts :: Cuts,
  limit :: Fun(Json, Cuts) -> (Json, Cuts)
) -> (List<Json>, Cuts) do
  List.reduce(items, ([], cuts), fn (done, so_far), item ->
    let (limited, now) = limit(item, so_far)
    (List.append(done, limited), now)
  end)
end

## Each field by `limit`, which gets its name. An object in which nothing is cut is the same afterwards.
pub fn fields(
  value :: Json,
  cuts :: Cuts,
  limit :: Fun(String, Json, Cuts) -> (Json, Cuts)
) -> (Json, Cuts) do
  case value do
    JsonObject(all) -> do
      let (limited, now) = Map.reduce(all, (all, cuts), fn (done, so_far), name, item ->
        let (new, now) = limit(name, item, so_far)
        if now.total == so_far.total do (done, now) else (Map.put(done, name, new), now) end
      end)
      (JsonObject(limited), now)
    end
    other -> (other, cuts)
  end
end

## How much a part of an event may hold.
pub type Limit do
  ## A text of so many characters; what is none, as a bag of three levels and as many bytes.
  Text(most :: Int)
  ## A value of any shape, so deep, and of about so many bytes of JSON.
  Bag(depth :: Int, bytes :: Int)
  ## The last lines of a list of texts, each of so many characters.
  Lines(count :: Int, most :: Int)
end

## Whether all fields keep the limits of their names: most events have nothing that is too long, and nothing is made anew then.
pub fn all_fit(value :: Json, limit_of :: Fun(String) -> Limit) -> Bool do
  case value do
    JsonObject(all) -> Map.all(all, fn name, item -> fits(limit_of(name), item) end)
    _ -> true
  end
end

fn fits(limit :: Limit, value :: Json) -> Bool do
  case (limit, value) do
    # Characters have one byte or more.
    (Text(most), JsonString(text)) -> String.byte_length(text) <= most
    (Text(most), _) -> room_after(value, 3, most) >= 0
    (Bag(depth, bytes), _) -> room_after(value, depth, bytes) >= 0
    (Lines(count, most), JsonArray(lines)) -> do
      List.length(lines) <= count and List.all(lines, fn line -> fits(Text(most), line) end)
    end
    _ -> true
  end
end

## A part within its limit.
pub fn limited(
  limit :: Limit,
  value :: Json,
  kind :: String,
  place :: String,
  cuts :: Cuts
) -> (Json, Cuts) do
  case (limit, value) do
    (Text(most), _) -> text(value, most, kind, place, cuts)
    (Bag(depth, bytes), _) -> bag(value, depth, bytes, kind, place, cuts)
    (Lines(count, most), JsonArray(lines)) -> do
      let (kept, now) = last(lines, count, kind, place, cuts)
      let (short, done) =
        each(kept, now, fn line, so_far -> text(line, most, kind, place, so_far) end)
      (JsonArray(short), done)
    end
    _ -> (value, cuts)
  end
end

# ---- values of any shape ----------------------------------------------------------------------------------------

## What a program attached, of any shape: at most so deep, and about so many bytes of JSON.
pub fn bag(
  value :: Json,
  depth :: Int,
  bytes :: Int,
  kind :: String,
  place :: String,
  cuts :: Cuts
) -> (Json, Cuts) do
  if room_after(value, depth, bytes) >= 0 do
    (value, cuts)
  else
    let (kept, room) = trimmed(value, depth, bytes)
    (
      kept,
      note(cuts, kind, place, String.byte_length(Json.encode(value)), bytes - Math.max(room, 0))
    )
  end
end

# What is left of so many bytes after a value, less than 0 when it does not fit or is too deep.
fn room_after(value :: Json, depth :: Int, room :: Int) -> Int do
  if room < 0 do
    room
  else
    case value do
      JsonString(text) -> room - String.byte_length(text) - 2
      JsonObject(all) ->
        if depth == 0 and not Map.is_empty(all) do
          -1
        else
          Map.reduce(all, room - 2, fn left, name, item ->
            room_after(item, depth - 1, left - String.byte_length(name) - 4)
          end)
        end
      JsonArray(all) ->
        if depth == 0 and not List.is_empty(all) do
          -1
        else
          List.reduce(all, room - 2, fn left, item -> room_after(item, depth - 1, left - 1) end)
        end
      _ -> room - 6
    end
  end
end

# As much of a value as there is room for, and the room that is left.
fn trimmed(value :: Json, depth :: Int, room :: Int) -> (Json, Int) do
  case value do
    JsonString(text) ->
      if String.byte_length(text) + 2 <= room do
        (value, room - String.byte_length(text) - 2)
      else
        (JsonString(String.byte_slice(text, 0, Math.max(room - 5, 0)) <> "…"), 0)
      end
    JsonObject(all) when depth == 0 and not Map.is_empty(all) -> (JsonString("[Object]"), room - 10)
    JsonArray(all) when depth == 0 and not List.is_empty(all) -> (JsonString("[Array]"), room - 9)
    JsonObject(all) -> do
      let (kept, left) = Map.reduce(all, (%{}, room - 2), fn (done, left), name, item ->
        let inside = left - String.byte_length(name) - 4
        if inside <= 8 do
          (done, left)
        else
          let (new, after_it) = trimmed(item, depth - 1, inside)
          (Map.put(done, name, new), after_it)
        end
      end)
      (JsonObject(kept), left)
    end
    JsonArray(all) -> do
      let (kept, left) = List.reduce(all, ([], room - 2), fn (done, left), item ->
        if left <= 8 do
          (done, left)
        else
          let (new, after_it) = trimmed(item, depth - 1, left - 1)
          (List.append(done, new), after_it)
        end
      end)
      (JsonArray(kept), left)
    end
    other -> (other, room - 6)
  end
end
