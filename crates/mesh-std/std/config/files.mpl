# Files with settings.

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
