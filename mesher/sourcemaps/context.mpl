##! The lines of a source around a place, as people are shown them.

# Of one line.
fn most_characters() -> Int = 500

## The line of a place, counted from 0, and five on each side. Of a line that is too long what is around the column is shown, of
## the others their beginning; what is left out is `…`.
pub fn around(content :: Option<String>, line :: Int, column :: Int) -> Map<String, Json> do
  let lines = Option.unwrap_or(Option.map(content, fn text -> String.split(text, "\n") end), [])
  let beginnings = fn some ->
    JsonArray(List.map(some, fn one -> JsonString(window(one, 0)) end))
  end
  case List.at(lines, line) do
    Some(written) ->
      %{
        "pre_context" => beginnings(List.slice(lines, Math.max(line - 5, 0), line)),
        "context_line" => JsonString(window(written, column)),
        "post_context" => beginnings(List.slice(lines, line + 1, line + 6))
      }
    None ->
      %{"pre_context" => JsonArray([]), "context_line" => JsonNull, "post_context" => JsonArray([])}
  end
end

# A line, or what is around a column of it.
fn window(line :: String, column :: Int) -> String do
  let text = String.trim_end(line)
  let (length, most) = (String.length(text), most_characters())
  if length <= most do
    text
  else
    let at = characters(Bytes.from_string(text), 0, column, 0)
    let start = Int.clamp(at - most / 2, 0, length - most)
    let stop = start + most
    let before = if start > 0 do "…" else "" end
    let behind = if stop < length do "…" else "" end
    let shown = String.slice(text, start + String.length(before), stop - String.length(behind))
    before <> shown <> behind
  end
end

# Columns count what UTF-16 has of a text: two for a character of four bytes.
fn characters(bytes :: Bytes, at :: Int, column :: Int, done :: Int) -> Int do
  if column <= 0 do
    done
  else
    case Bytes.at(bytes, at) do
      None -> done
      Some(first) when first < 128 -> characters(bytes, at + 1, column - 1, done + 1)
      Some(first) when first < 224 -> characters(bytes, at + 2, column - 1, done + 1)
      Some(first) when first < 240 -> characters(bytes, at + 3, column - 1, done + 1)
      Some(_) -> characters(bytes, at + 4, column - 2, done + 1)
    end
  end
end
