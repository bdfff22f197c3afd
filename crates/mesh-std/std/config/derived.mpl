# What derived code reads by.

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
