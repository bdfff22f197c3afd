# What derived code writes and reads by.

## With a comma behind what stands in an object, if there is something.
##
## ```mesh
## assert_eq Json.comma("{\"a\":1"), "{\"a\":1,"
## assert_eq Json.comma("{"), "{"
## ```
pub fn comma(text :: String) -> String = if String.ends_with(text, "{") do text else text <> "," end

## With a field, of which `name` is all up to the value, unless the value is null.
##
## ```mesh
## assert_eq Json.append_some("{", "\"a\":", Some(1)), "{\"a\":1"
## let none :: Option<Int> = None
## assert_eq Json.append_some("{", "\"a\":", none), "{"
## ```
pub fn append_some<T>(text :: String, name :: String, value :: T) -> String where T: ToJson do
  let before = String.byte_length(text)
  let all = value.append_json(comma(text) <> name)
  let is_null =
    String.ends_with(all, ":null") and
    String.byte_length(all) - before <= String.byte_length(name) + 5
  if is_null do cut(all, before) else all end
end

## Where the fields of an object are kept that have one of `count` names (`2:id5:title`).
##
## ```mesh
## struct Point do
##   x :: Int
## end deriving(Eq, Debug)
##
## impl FromJson for Point do
##   fn from_json_value(value :: Json) -> Result<Point, String> = Json.read_value(value)
##
##   fn read_json(document :: Document, token :: Int) -> Result<Point, String> do
##     let place = Json.fields(document, token, "1:x", 1)?
##     let x = Json.kept(document, place, "x")?
##     Json.done(document, place)
##     Ok(Point { x: x })
##   end
## end
##
## fn main() do
##   assert_eq Json.decode("{\"x\": 3}"), Ok(Point { x: 3 })
## end
## ```
pub fn fields(
  document :: Document,
  token :: Int,
  names :: String,
  count :: Int
) -> Result<Int, String> = find(document, token, names, count)

## A field that is kept at a place.
##
## ```mesh
## struct Point do
##   x :: Int
## end deriving(Eq, Debug)
##
## impl FromJson for Point do
##   fn from_json_value(value :: Json) -> Result<Point, String> = Json.read_value(value)
##
##   fn read_json(document :: Document, token :: Int) -> Result<Point, String> do
##     let place = Json.fields(document, token, "1:x", 1)?
##     let x = Json.kept(document, place, "x")?
##     Json.done(document, place)
##     Ok(Point { x: x })
##   end
## end
##
## fn main() do
##   let none :: Result<Point, String> = Json.decode("{}")
##   assert_eq none, Err("missing field: x")
## end
## ```
pub fn kept<T>(document :: Document, place :: Int, key :: String) -> Result<T, String>
  where T: FromJson do
  let token = found(document, place)
  case FromJson.read_json(document, token) do
    Ok(value) -> Ok(value)
    Err(error) ->
      Err(if token < 0 do "missing field: ${key}" else inside(field_step(key), error) end)
  end
end

## The same; the default where there is none.
##
## ```mesh
## struct Point do
##   x :: Int
## end deriving(Eq, Debug)
##
## impl FromJson for Point do
##   fn from_json_value(value :: Json) -> Result<Point, String> = Json.read_value(value)
##
##   fn read_json(document :: Document, token :: Int) -> Result<Point, String> do
##     let place = Json.fields(document, token, "1:x", 1)?
##     let x = Json.kept_or_default(document, place, "x")?
##     Json.done(document, place)
##     Ok(Point { x: x })
##   end
## end
##
## fn main() do
##   assert_eq Json.decode("{}"), Ok(Point { x: 0 })
## end
## ```
pub fn kept_or_default<T>(document :: Document, place :: Int, key :: String) -> Result<T, String>
  where T: FromJson, T: Default do
  if found(document, place) < 0 do Ok(Default.default()) else kept(document, place, key) end
end

## The fields from this place on have been read.
##
## ```mesh
## struct Point do
##   x :: Int
## end deriving(Eq, Debug)
##
## impl FromJson for Point do
##   fn from_json_value(value :: Json) -> Result<Point, String> = Json.read_value(value)
##
##   fn read_json(document :: Document, token :: Int) -> Result<Point, String> do
##     let place = Json.fields(document, token, "1:x", 1)?
##     let x = Json.kept(document, place, "x")?
##     Json.done(document, place)
##     Ok(Point { x: x })
##   end
## end
##
## fn main() do
##   assert_eq Json.decode("{\"x\": 3, \"y\": 4}"), Ok(Point { x: 3 })
## end
## ```
pub fn done(document :: Document, place :: Int) -> () = leave(document, place)

## The number of the variant of a derived sum type, whose object has the fields `tag` and `fields` at these places; -1 for none of
## the names.
##
## ```mesh
## type Shape do
##   Dot
##   Circle(Int)
## end deriving(Eq, Debug)
##
## impl FromJson for Shape do
##   fn from_json_value(value :: Json) -> Result<Shape, String> = Json.read_value(value)
##
##   fn read_json(document :: Document, token :: Int) -> Result<Shape, String> do
##     let place = Json.fields(document, token, "3:tag6:fields", 2)?
##     case Json.variant(document, place, "3:Dot6:Circle")? do
##       0 -> Ok(Dot)
##       1 -> Ok(Circle(Json.payload_at(document, place + 1, 0)?))
##       _ -> Err("no shape")
##     end
##   end
## end
##
## fn main() do
##   assert_eq Json.decode("{\"tag\": \"Dot\"}"), Ok(Dot)
## end
## ```
pub fn variant(document :: Document, place :: Int, names :: String) -> Result<Int, String> do
  let tag = found(document, place)
  if tag < 0 do
    Err("missing field: tag")
  else
    case choice(document, tag, names) do
      Some(number) -> Ok(number)
      None -> Result.map(tag_at(document, tag), fn _ -> -1 end)
    end
  end
end

fn tag_at(document :: Document, token :: Int) -> Result<String, String> =
  Result.map_err(text_at(document, token), fn error -> inside(".tag", error) end)

## What is said where the variant of a derived sum type is none of its names.
##
## ```mesh
## type Shape do
##   Dot
## end deriving(Eq, Debug)
##
## impl FromJson for Shape do
##   fn from_json_value(value :: Json) -> Result<Shape, String> = Json.read_value(value)
##
##   fn read_json(document :: Document, token :: Int) -> Result<Shape, String> do
##     let place = Json.fields(document, token, "3:tag6:fields", 2)?
##     case Json.variant(document, place, "3:Dot")? do
##       0 -> Ok(Dot)
##       _ -> Err(Json.unknown_variant(document, place, "Shape"))
##     end
##   end
## end
##
## fn main() do
##   let none :: Result<Shape, String> = Json.decode("{\"tag\": \"Line\"}")
##   assert_eq none, Err("unknown variant for Shape: Line")
## end
## ```
pub fn unknown_variant(document :: Document, place :: Int, of :: String) -> String = case tag_at(
  document,
  found(document, place)
) do
  Ok(tag) -> "unknown variant for ${of}: ${tag}"
  Err(error) -> error
end

## Whether the variant of a derived sum type has as many payload fields as it needs: its field `fields` is kept at a place.
##
## ```mesh
## type Shape do
##   Circle(Int)
## end deriving(Eq, Debug)
##
## impl FromJson for Shape do
##   fn from_json_value(value :: Json) -> Result<Shape, String> = Json.read_value(value)
##
##   fn read_json(document :: Document, token :: Int) -> Result<Shape, String> do
##     let place = Json.fields(document, token, "3:tag6:fields", 2)?
##     Json.payload(document, place + 1, 1)?
##     Ok(Circle(Json.payload_at(document, place + 1, 0)?))
##   end
## end
##
## fn main() do
##   let none :: Result<Shape, String> = Json.decode("{\"tag\": \"Circle\", \"fields\": [3, 4]}")
##   assert_eq none, Err("fields: expected 1 element, found 2")
## end
## ```
pub fn payload(document :: Document, place :: Int, count :: Int) -> Result<(), String> do
  let token = found(document, place)
  if token < 0 do
    if count == 0 do Ok(()) else Err("missing field: fields") end
  else
    case array_end(document, token) do
      Err(error) -> Err(inside(".fields", error))
      Ok(last) -> do
        let given = count_before(document, last)
        let wanted = if count == 1 do "1 element" else "${count} elements" end
        if given == count do
          Ok(())
        else
          Err(inside(".fields", "expected ${wanted}, found ${given}"))
        end
      end
    end
  end
end

## A payload field of a derived sum type, whose field `fields` is kept at a place.
##
## ```mesh
## type Shape do
##   Dot
##   Circle(Int)
## end deriving(Eq, Debug)
##
## impl FromJson for Shape do
##   fn from_json_value(value :: Json) -> Result<Shape, String> = Json.read_value(value)
##
##   fn read_json(document :: Document, token :: Int) -> Result<Shape, String> do
##     let place = Json.fields(document, token, "3:tag6:fields", 2)?
##     case Json.variant(document, place, "3:Dot6:Circle")? do
##       0 -> Ok(Dot)
##       1 -> Ok(Circle(Json.payload_at(document, place + 1, 0)?))
##       _ -> Err("no shape")
##     end
##   end
## end
##
## fn main() do
##   assert_eq Json.decode("{\"tag\": \"Circle\", \"fields\": [3]}"), Ok(Circle(3))
## end
## ```
pub fn payload_at<T>(document :: Document, place :: Int, index :: Int) -> Result<T, String>
  where T: FromJson do
  let token = element(document, found(document, place), index)
  if token < 0 do
    Err("missing payload ${index}")
  else
    Result.map_err(FromJson.read_json(document, token), fn error ->
      inside(".fields[${index}]", error)
    end)
  end
end
