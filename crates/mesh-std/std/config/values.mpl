# How single values are read.

# What is there for a name, and whether a file said it.
fn lookup(source :: ConfigSource, name :: String) -> Option<(String, Bool)> do
  case source.variable(name) do
    Some(text) -> Some((text, false))
    None ->
      case Map.fetch(source.entries, name) do
        Some(entry) -> Some((json_text(entry.value), true))
        None -> None
      end
  end
end

fn json_text(value :: Json) -> String do
  case value do
    JsonString(text) -> text
    other -> Json.encode(other)
  end
end

fn mistaken<T>(
  source :: ConfigSource,
  name :: String,
  expected :: String,
  found :: String,
  is_secret :: Bool
) -> ConfigRead<T> do
  let place = if Option.is_none(source.variable(name)) and Map.has_key(source.entries, name) do
    " in ${source.file}"
  else
    ""
  end
  let shown = if is_secret do "another text" else "`${String.slice(found, 0, 100)}`" end
  ConfigRead {
    value: None,
    errors: ["${name}${place}: ${expected}, found ${shown}"],
    names: [name]
  }
end

fn missing<T>(name :: String, expected :: String) -> ConfigRead<T> do
  ConfigRead { value: None, errors: ["${name}: missing, expected ${expected}"], names: [name] }
end

fn read_as<T>(name :: String, value :: T) -> ConfigRead<T> =
  ConfigRead { value: Some(value), errors: [], names: [name] }

fn scalar<T>(source :: ConfigSource, name :: String) -> ConfigRead<T> where T: ConfigValue do
  let none :: Option<T> = None
  let found =
    Option.or(Option.map(lookup(source, name), fn pair -> Tuple.first(pair) end), source.default)
  case found do
    None -> missing(name, ConfigValue.expected(none))
    Some(text) ->
      case ConfigValue.from_text(text) do
        Some(value) -> read_as(name, value)
        None ->
          mistaken(
            source,
            name,
            "expected ${ConfigValue.expected(none)}",
            text,
            ConfigValue.is_secret(none)
          )
      end
  end
end

impl ConfigValue for Int do
  fn from_text(text :: String) -> Option<Int> = String.to_int(String.trim(text))
  fn expected(_example :: Option<Int>) -> String = "a whole number"
end

impl ConfigValue for Float do
  fn from_text(text :: String) -> Option<Float> =
    Option.filter(String.to_float(String.trim(text)), Float.is_finite)
  fn expected(_example :: Option<Float>) -> String = "a number"
end

impl ConfigValue for Bool do
  fn from_text(text :: String) -> Option<Bool> do
    case String.to_lower(String.trim(text)) do
      "true" -> Some(true)
      "yes" -> Some(true)
      "on" -> Some(true)
      "1" -> Some(true)
      "false" -> Some(false)
      "no" -> Some(false)
      "off" -> Some(false)
      "0" -> Some(false)
      _ -> None
    end
  end

  fn expected(_example :: Option<Bool>) -> String = "true or false"
end

impl ConfigValue for String do
  fn from_text(text :: String) -> Option<String> = Some(text)
  fn expected(_example :: Option<String>) -> String = "a text"
end

impl ConfigValue for Duration do
  fn from_text(text :: String) -> Option<Duration> = Result.ok(Duration.parse(text))
  fn expected(_example :: Option<Duration>) -> String = "a duration such as 1m 30s"
end

impl ConfigValue for Url do
  fn from_text(text :: String) -> Option<Url> = Result.ok(Url.parse(text))
  fn expected(_example :: Option<Url>) -> String = "a URL"
end

impl ConfigValue for Secret<T> where T: ConfigValue do
  fn from_text(text :: String) -> Option<Secret<T>> =
    Option.map(ConfigValue.from_text(text), secret)

  fn expected(_example :: Option<Secret<T>>) -> String do
    let none :: Option<T> = None
    ConfigValue.expected(none)
  end

  fn is_secret(_example :: Option<Secret<T>>) -> Bool = true
end

impl ConfigRange for Int do
  fn is_within(self, low :: Int, high :: Int) -> Bool = self >= low and self <= high
end

impl ConfigRange for Float do
  fn is_within(self, low :: Int, high :: Int) -> Bool =
    self >= Int.to_float(low) and self <= Int.to_float(high)
end

impl ConfigRange for Option<T> where T: ConfigRange do
  fn is_within(self, low :: Int, high :: Int) -> Bool do
    case self do
      Some(value) -> value.is_within(low, high)
      None -> true
    end
  end
end

impl ConfigRange for List<T> where T: ConfigRange do
  fn is_within(self, low :: Int, high :: Int) -> Bool =
    List.all(self, fn item -> item.is_within(low, high) end)
end

impl FromConfig for Int do
  fn from_config(source :: ConfigSource, name :: String) -> ConfigRead<Int> = scalar(source, name)
end

impl FromConfig for Float do
  fn from_config(source :: ConfigSource, name :: String) -> ConfigRead<Float> = scalar(source, name)
end

impl FromConfig for Bool do
  fn from_config(source :: ConfigSource, name :: String) -> ConfigRead<Bool> = scalar(source, name)
end

impl FromConfig for String do
  fn from_config(source :: ConfigSource, name :: String) -> ConfigRead<String> =
    scalar(source, name)
end

impl FromConfig for Duration do
  fn from_config(source :: ConfigSource, name :: String) -> ConfigRead<Duration> =
    scalar(source, name)
end

impl FromConfig for Url do
  fn from_config(source :: ConfigSource, name :: String) -> ConfigRead<Url> = scalar(source, name)
end

impl FromConfig for Secret<T> where T: ConfigValue do
  fn from_config(source :: ConfigSource, name :: String) -> ConfigRead<Secret<T>> =
    scalar(source, name)
end

# A setting that may be missing.
impl FromConfig for Option<T> where T: FromConfig do
  fn from_config(source :: ConfigSource, name :: String) -> ConfigRead<Option<T>> do
    let found :: ConfigRead<T> = FromConfig.from_config(source, name)
    let there = List.any(found.names, fn asked -> Option.is_some(lookup(source, asked)) end)
    if there or Option.is_some(source.default) do
      ConfigRead {
        value: Option.map(found.value, fn value -> Some(value) end),
        errors: found.errors,
        names: found.names
      }
    else
      ConfigRead { value: Some(None), errors: [], names: found.names }
    end
  end
end

# A text with commas, or an array of a file.
impl FromConfig for List<T> where T: ConfigValue do
  fn from_config(source :: ConfigSource, name :: String) -> ConfigRead<List<T>> do
    let none :: Option<T> = None
    let texts = case (source.variable(name), Map.fetch(source.entries, name), source.default) do
      (Some(text), _, _) -> Some(pieces(text))
      (None, Some(Entry { path: _, value: JsonArray(items) }), _) ->
        Some(List.map(items, json_text))
      (None, Some(entry), _) -> Some(pieces(json_text(entry.value)))
      (None, None, Some(text)) -> Some(pieces(text))
      (None, None, None) -> None
    end
    case texts do
      None -> missing(name, "${ConfigValue.expected(none)} or more, with commas between")
      Some(given) -> do
        let values :: List<Result<T, String>> =
          List.map(given, fn text -> Option.ok_or(ConfigValue.from_text(text), text) end)
        case Result.all(values) do
          Ok(items) -> read_as(name, items)
          Err(text) ->
            mistaken(
              source,
              name,
              "expected ${ConfigValue.expected(none)} between commas",
              text,
              ConfigValue.is_secret(none)
            )
        end
      end
    end
  end
end

fn pieces(text :: String) -> List<String> do
  if String.is_blank(text) do [] else List.map(String.split(text, ","), String.trim) end
end
