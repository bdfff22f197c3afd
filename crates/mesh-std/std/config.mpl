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
