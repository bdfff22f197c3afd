##! Settings of a program, read from the environment and from a file into a struct that has `deriving(Config)`. All mistakes are
##! told at once.

## A value that no text shows. `Secret.reveal` gives it out.
pub struct Secret<T> do
  hidden :: T
end deriving(Eq)

## Hides a value.
##
## ```mesh
## assert_eq "${Config.secret("hunter2")}", "***"
## ```
pub fn secret<T>(value :: T) -> Secret<T> = Secret { hidden: value }

## The value that is hidden.
##
## ```mesh
## assert_eq Config.reveal(Config.secret("hunter2")), "hunter2"
## ```
pub fn reveal<T>(secret :: Secret<T>) -> T = secret.hidden

impl Display for Secret<T> do
  fn to_string(self) -> String = "***"
end

impl Debug for Secret<T> do
  fn inspect(self) -> String = "***"
end

# A setting in a file: how it is written there, and its value.
struct Entry do
  path :: String
  value :: Json
end deriving()

## Where settings come from: variables, and behind them a file.
pub struct ConfigSource do
  variable :: Fun(String) -> Option<String>
  entries :: Map<String, Entry>
  # The name of the file, or empty.
  file :: String
  # The text that counts where there is nothing else.
  default :: Option<String>
end deriving()

## What was read: a value, or what is wrong, and the names that were asked for.
pub struct ConfigRead<T> do
  value :: Option<T>
  errors :: List<String>
  names :: List<String>
end deriving()

## Types that settings can be, made of one text.
pub interface ConfigValue do
  fn from_text(text :: String) -> Option<Self>
  # What a text has to be, for people: `a whole number`.
  fn expected(example :: Option<Self>) -> String

  # Whether the text may be shown.
  fn is_secret(example :: Option<Self>) -> Bool do
    false
  end
end

## Types that settings can be: values, lists of them, and structs that derive `Config`.
pub interface FromConfig do
  fn from_config(source :: ConfigSource, name :: String) -> ConfigRead<Self>
end

## Types of which a setting can have a range.
pub interface ConfigRange do
  fn is_within(self, low :: Int, high :: Int) -> Bool
end

# ---- for programs -----------------------------------------------------------------------------------------------

## The environment.
##
## ```mesh
## struct Paths do
##   path :: String
## end deriving(Config)
##
## fn main() do
##   let paths :: Result<Paths, String> = Config.read(Config.environment())
##   assert_eq Result.ok(Result.map(paths, fn it -> it.path end)), Env.get("PATH")
## end
## ```
pub fn environment() -> ConfigSource do
  ConfigSource { variable: fn name -> Env.get(name) end, entries: %{}, file: "", default: None }
end

## These variables and no others.
##
## ```mesh
## let source = Config.variables(%{"TAGS" => "a, b"})
## let tags :: ConfigRead<List<String>> = Config.field(source, "TAGS", None)
## assert_eq tags.value, Some(["a", "b"])
## ```
pub fn variables(given :: Map<String, String>) -> ConfigSource do
  ConfigSource {
    variable: fn name -> Map.fetch(given, name) end,
    entries: %{},
    file: "",
    default: None
  }
end

## The same source with a file behind it: TOML when its name ends so, lines `NAME=value` otherwise. Settings in tables of TOML
## are named with the table's name before them: `port` in `[db]` is `DB_PORT`.
##
## ```mesh
## let path = Path.join(Result.unwrap(Folder.temporary()), ".env")
## let _ = File.write(path, "PORT=8080\n")
## let source = Result.unwrap(Config.with_file(Config.variables(%{}), path))
## let port :: ConfigRead<Int> = Config.field(source, "PORT", None)
## assert_eq port.value, Some(8080)
## ```
pub fn with_file(source :: ConfigSource, path :: String) -> Result<ConfigSource, String> do
  let text = Result.map_err(File.read(path), fn error -> "${path}: ${error}" end)?
  with_text(source, path, text)
end

## The same source with what a file of this name holds behind it.
##
## ```mesh
## let text = "[db]\nport = 5432"
## let source = Result.unwrap(Config.with_text(Config.variables(%{}), "app.toml", text))
## let port :: ConfigRead<Int> = Config.field(source, "DB_PORT", None)
## assert_eq port.value, Some(5432)
## ```
pub fn with_text(
  source :: ConfigSource,
  path :: String,
  text :: String
) -> Result<ConfigSource, String> do
  let entries = if String.ends_with(path, ".toml") do
    Result.map(Toml.parse(text), fn table -> flatten(table, "", "", %{}) end)
  else
    read_lines(String.lines(text), 0, %{})
  end
  let read_entries = Result.map_err(entries, fn error -> "${path}: ${error}" end)?
  Ok(%{source | entries: read_entries, file: path})
end

## The settings of the environment, or all that is wrong with them, a line for each.
##
## ```mesh
## struct Paths do
##   path :: String
## end deriving(Config)
##
## fn main() do
##   let paths :: Result<Paths, String> = Config.load()
##   assert Result.is_ok(paths)
## end
## ```
pub fn load<T>() -> Result<T, String> where T: FromConfig = read(environment())

## The settings of the environment, and of a file where the environment has none; or all that is wrong with them.
##
## ```mesh
## struct Settings do
##   port :: Int
## end deriving(Config)
##
## fn main() do
##   let path = Path.join(Result.unwrap(Folder.temporary()), "app.toml")
##   let _ = File.write(path, "port = 8080")
##   let settings :: Result<Settings, String> = Config.load(path)
##   assert_eq Result.map(settings, fn it -> it.port end), Ok(8080)
## end
## ```
pub fn load<T>(path :: String) -> Result<T, String> where T: FromConfig do
  let source = with_file(environment(), path)?
  read(source)
end

## The settings of a source, or all that is wrong with them, a line for each.
##
## ```mesh
## struct Settings do
##   @default(8080)
##   port :: Int
## end deriving(Config)
##
## fn main() do
##   let settings :: Result<Settings, String> = Config.read(Config.variables(%{}))
##   assert_eq Result.map(settings, fn it -> it.port end), Ok(8080)
## end
## ```
pub fn read<T>(source :: ConfigSource) -> Result<T, String> where T: FromConfig = read(source, "")

## The same with a prefix before all names: `port` is `APP_PORT` with the prefix `APP`.
##
## ```mesh
## struct Settings do
##   port :: Int
## end deriving(Config)
##
## fn main() do
##   let source = Config.variables(%{"APP_PORT" => "80"})
##   let settings :: Result<Settings, String> = Config.read(source, "APP")
##   assert_eq Result.map(settings, fn it -> it.port end), Ok(80)
## end
## ```
pub fn read<T>(source :: ConfigSource, prefix :: String) -> Result<T, String> where T: FromConfig do
  let found = FromConfig.from_config(source, prefix)
  let errors = found.errors ++ strangers(source, found.names)
  case found.value do
    Some(value) -> if List.is_empty(errors) do Ok(value) else Err(String.join(errors, "\n")) end
    None -> Err(String.join(errors, "\n"))
  end
end

# Settings of the file that nothing asked for.
fn strangers(source :: ConfigSource, names :: List<String>) -> List<String> do
  let known = Set.from_list(names)
  List.filter_map(Map.to_list(source.entries), fn((name, entry)) ->
    if Set.contains(known, name) do
      None
    else
      let hint = case String.closest(name, names) do
        Some(like) -> "; did you mean ${like}?"
        None -> ""
      end
      Some("${name}: not a setting, found `${entry.path}` in ${source.file}${hint}")
    end
  end)
end

# ---- files ------------------------------------------------------------------------------------------------------

fn flatten(
  value :: Json,
  name :: String,
  path :: String,
  done :: Map<String, Entry>
) -> Map<String, Entry> do
  case value do
    JsonObject(fields) ->
      Map.reduce(fields, done, fn done, key, inner ->
        flatten(inner, join(name, key), if path == "" do key else "${path}.${key}" end, done)
      end)
    other -> Map.put(done, name, Entry { path: path, value: other })
  end
end

fn read_lines(
  lines :: List<String>,
  index :: Int,
  done :: Map<String, Entry>
) -> Result<Map<String, Entry>, String> do
  if index == List.length(lines) do
    Ok(done)
  else
    let line = String.trim(lines[index])
    if line == "" or String.starts_with(line, "#") do
      read_lines(lines, index + 1, done)
    else
      case String.split_once(Option.unwrap_or(String.strip_prefix(line, "export "), line), "=") do
        None -> Err("line ${index + 1}: expected NAME=value")
        Some((key, text)) ->
          case unquoted(text) do
            Err(wrong) -> Err("line ${index + 1}: ${wrong}")
            Ok(value) -> do
              let path = String.trim(key)
              read_lines(
                lines,
                index + 1,
                Map.put(done, variable_name(path), Entry { path: path, value: JsonString(value) })
              )
            end
          end
      end
    end
  end
end

# Without the quotes around it, or a comment behind it.
fn unquoted(text :: String) -> Result<String, String> do
  let value = String.trim(text)
  if String.starts_with(value, "'") do
    case String.split_once(String.byte_slice(value, 1, String.byte_length(value)), "'") do
      None -> Err("a quote that does not end")
      Some((inner, behind)) -> Result.map(nothing_more(behind), fn _ -> inner end)
    end
  else if String.starts_with(value, "\"") do
    in_quotes(String.characters(value), 1, "")
  else
    # A comment has a blank before it: `#fff` is a value.
    let bare = List.head(String.split(String.replace(text, "\t#", " #"), " #"))
    Ok(String.trim(bare))
  end
end

# What stands in double quotes, from the character at `at` on.
fn in_quotes(characters :: List<String>, at :: Int, done :: String) -> Result<String, String> do
  case List.at(characters, at) do
    None -> Err("a quote that does not end")
    Some("\"") -> do
      let behind = String.join(List.drop(characters, at + 1), "")
      Result.map(nothing_more(behind), fn _ -> done end)
    end
    Some("\\") -> do
      let meant = escaped(Option.unwrap_or(List.at(characters, at + 1), ""))?
      in_quotes(characters, at + 2, done <> meant)
    end
    Some(character) -> in_quotes(characters, at + 1, done <> character)
  end
end

fn escaped(character :: String) -> Result<String, String> do
  case character do
    "n" -> Ok("\n")
    "r" -> Ok("\r")
    "t" -> Ok("\t")
    "" -> Err("a quote that does not end")
    _ ->
      if String.contains("\"'\\$", character) do
        Ok(character)
      else
        Err("there is no escape \\${character}; a backslash in double quotes is written \\\\")
      end
  end
end

fn nothing_more(behind :: String) -> Result<(), String> do
  let text = String.trim(behind)
  if text == "" or String.starts_with(text, "#") do
    Ok(())
  else
    Err("text behind a closing quote")
  end
end

# ---- for derived code -------------------------------------------------------------------------------------------

fn variable_name(text :: String) -> String do
  String.to_upper(text)
    |> String.replace("-", "_")
    |> String.replace(".", "_")
    |> String.replace(" ", "_")
end

## The variable of a field: `DB_PORT` for `port` behind `DB`.
##
## ```mesh
## assert_eq Config.join("DB", "port"), "DB_PORT"
## assert_eq Config.join("", "port"), "PORT"
## ```
pub fn join(name :: String, field :: String) -> String do
  if name == "" do variable_name(field) else "${name}_${variable_name(field)}" end
end

## Reads a setting; `default` is the text that counts when there is none.
##
## ```mesh
## let source = Config.variables(%{"PORT" => "eighty"})
## let port :: ConfigRead<Int> = Config.field(source, "PORT", None)
## assert_eq port.errors, ["PORT: expected a whole number, found `eighty`"]
## let size :: ConfigRead<Int> = Config.field(source, "SIZE", Some("10"))
## assert_eq size.value, Some(10)
## ```
pub fn field<T>(source :: ConfigSource, name :: String, default :: Option<String>) -> ConfigRead<T>
  where T: FromConfig do
  FromConfig.from_config(%{source | default: default}, name)
end

## Whether what was read lies in a range, both ends included.
##
## ```mesh
## let source = Config.variables(%{"PORT" => "70000"})
## let port :: ConfigRead<Int> = Config.field(source, "PORT", None)
## let checked = Config.between(source, port, 1, 65_535)
## assert_eq checked.errors, ["PORT: expected 1 to 65535, found `70000`"]
## ```
pub fn between<T>(
  source :: ConfigSource,
  found :: ConfigRead<T>,
  low :: Int,
  high :: Int
) -> ConfigRead<T> where T: ConfigRange do
  case found.value do
    Some(value) ->
      if value.is_within(low, high) do
        found
      else
        let name = Option.unwrap_or(List.first(found.names), "")
        mistaken(
          source,
          name,
          "expected ${low} to ${high}",
          Option.unwrap_or(
            Option.map(lookup(source, name), fn pair -> Tuple.first(pair) end),
            "the default"
          ),
          false
        )
      end
    None -> found
  end
end

## A value, unless there are mistakes.
##
## ```mesh
## let right = Config.whole([], ["PORT"], fn -> 80 end)
## assert_eq right.value, Some(80)
## let wrong = Config.whole(["PORT: missing"], ["PORT"], fn -> 80 end)
## assert_eq wrong.value, None
## ```
pub fn whole<T>(
  errors :: List<String>,
  names :: List<String>,
  make :: Fun() -> T
) -> ConfigRead<T> do
  let value = if List.is_empty(errors) do Some(make()) else None end
  ConfigRead { value: value, errors: errors, names: names }
end

# ---- values -----------------------------------------------------------------------------------------------------

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
