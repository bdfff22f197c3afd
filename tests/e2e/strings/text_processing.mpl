# Text processing: a template engine, run-length coding, roman numerals, a CSV reader with quotes.
fn render(template :: String, values :: Map<String, String>) -> String!String do
  let pieces = String.split(template, "{{")
  let filled = for piece in List.drop(pieces, 1) do
    let [key, rest] = String.split(piece, "}}") else
      return Err("unclosed: ${piece}")
    end
    case Map.fetch(values, String.trim(key)) do
      Some(value) -> value <> rest
      None -> return Err("no value for ${String.trim(key)}")
    end
  end
  Ok(List.head(pieces) <> String.join(filled, ""))
end

fn encode(text :: String) -> String do
  fn runs(chars :: List<String>, done :: List<(String, Int)>) -> List<(String, Int)> do
    case chars do
      [] -> done
      c :: rest ->
        case List.final(done) do
          Some((last, n)) when last == c ->
            runs(rest, List.set(done, List.length(done) - 1, (c, n + 1)))
          _ -> runs(rest, List.append(done, (c, 1)))
        end
    end
  end
  let coded = for (c, n) in runs(String.characters(text), []) do
    if n == 1 do c else "${n}${c}" end
  end
  String.join(coded, "")
end

fn decode(text :: String) -> String do
  Regex.replace_with(~r/\d+./, text, fn run ->
    let length = String.length(run)
    let count = Option.unwrap_or(String.to_int(String.slice(run, 0, length - 1)), 0)
    String.repeat(String.slice(run, length - 1, length), count)
  end)
end

fn roman(n :: Int) -> String do
  let steps = [
    (1000, "M"),
    (900, "CM"),
    (500, "D"),
    (400, "CD"),
    (100, "C"),
    (90, "XC"),
    (50, "L"),
    (40, "XL"),
    (10, "X"),
    (9, "IX"),
    (5, "V"),
    (4, "IV"),
    (1, "I")
  ]
  fn go(n, steps, done) do
    case steps do
      [] -> done
      (value, text) :: _ when value <= n -> go(n - value, steps, done <> text)
      _ :: rest -> go(n, rest, done)
    end
  end
  go(n, steps, "")
end

type Mode do
  Plain
  Quoted
  AfterQuote
end

fn csv(line :: String) -> List<String>!String do
  fn step(chars, mode, field, done) do
    case (mode, chars) do
      (Quoted, []) -> Err("open quote")
      (_, []) -> Ok(List.append(done, field))
      (Plain, "\"" :: rest) when field == "" -> step(rest, Quoted, "", done)
      (Plain | AfterQuote, "," :: rest) -> step(rest, Plain, "", List.append(done, field))
      (Quoted, "\"" :: "\"" :: rest) -> step(rest, Quoted, field <> "\"", done)
      (Quoted, "\"" :: rest) -> step(rest, AfterQuote, field, done)
      (AfterQuote, c :: _) -> Err("unexpected ${c}")
      (_, c :: rest) -> step(rest, mode, field <> c, done)
    end
  end
  step(String.characters(line), Plain, "", [])
end

fn main() do
  let values = %{"name" => "Ann", "n" => "3"}
  println("${render("Hi {{name}}, {{ n }} new", values)} ${render("{{x}}", values)} ${render("a {{name", values)} ${render("plain", values)}")
  println("${encode("aaabccd")} ${decode("3ab2cd")} ${decode(encode("wwwwwwwwwwwwb")) == "wwwwwwwwwwwwb"} [${encode("")}]")
  println("${List.map([1, 4, 9, 14, 40, 90, 400, 1994, 2026], roman)}")
  for line in ["a,b,c", "\"x, y\",z", "\"he said \"\"hi\"\"\",", "\"open", "\"a\"b", ""] do
    case csv(line) do
      Ok(fields) -> println("${List.length(fields)}: ${String.join(fields, "|")}")
      Err(why) -> println("! ${why}")
    end
  end
end
