##! The language of searches: `is:unresolved level:error !release:1.* user:42 timesSeen:>10 tag[key]:value "some words"`.

from Search.Terms import Term, About, Wanted, Problem, Meaning
import Search.Terms

## A search may have so many characters.
pub fn most_characters() -> Int = 1000

## And so many conditions, and values in one of them.
pub fn most_terms() -> Int = 30

# A piece of a search as it is written.
struct Piece do
  text :: String
  # Its `*` stand for anything.
  wild :: Bool
  at :: Int
  stop :: Int
end

## The conditions of a search, or the first thing that is wrong. `now` is what ages are counted from, in microseconds.
pub fn parse(text :: String, now :: Int) -> Result<List<Term>, Problem> do
  let signs = String.characters(text)
  if List.length(signs) > most_characters() do
    Err(Problem {
      error: "a search has at most ${most_characters()} characters",
      at: most_characters(),
      length: 1
    })
  else
    terms(signs, 0, now, [])
  end
end

fn terms(
  signs :: List<String>,
  at :: Int,
  now :: Int,
  done :: List<Term>
) -> Result<List<Term>, Problem> do
  case List.at(signs, at) do
    None -> Ok(done)
    Some(sign) when is_blank(sign) -> terms(signs, at + 1, now, done)
    Some(_) when List.length(done) == most_terms() ->
      wrong("a search has at most ${most_terms()} conditions", at, at + 1)
    Some(sign) -> do
      let negated = sign == "!" and not is_end(signs, at + 1)
      let (about, next) = term(signs, if negated do at + 1 else at end, now)?
      terms(signs, next, now, List.append(done, Term { negated: negated, about: about }))
    end
  end
end

fn wrong<T>(error :: String, at :: Int, stop :: Int) -> Result<T, Problem> =
  Err(Problem { error: error, at: at, length: stop - at })

fn is_blank(sign :: String) -> Bool = String.is_blank(sign)

fn is_end(signs :: List<String>, at :: Int) -> Bool =
  Option.map_or(List.at(signs, at), true, is_blank)

# One condition, and where the next one may begin.
fn term(signs :: List<String>, at :: Int, now :: Int) -> Result<(About, Int), Problem> do
  case name_at(signs, at) do
    None -> do
      let piece = piece(signs, at, [])?
      Ok((Text(wanted(piece)?), piece.stop))
    end
    Some((name, is_tag, next)) -> do
      if is_end(signs, next) do
        wrong("${name}: needs a value", at, next)
      else
        let (values, stop) = values_at(signs, next)?
        let meaning = if is_tag do ValueOf(name) else Terms.meaning(name) end
        Ok((about(name, meaning, values, now)?, stop))
      end
    end
  end
end

# ---- names and values -------------------------------------------------------------------------------------------

# The name before a colon, whether it is said to be a tag, and where its value begins.
fn name_at(signs :: List<String>, at :: Int) -> Option<(String, Bool, Int)> do
  let stop = after_name(signs, at)
  let name = between(signs, at, stop)
  case List.at(signs, stop) do
    Some("[") when name == "tag" or name == "tags" -> tag_at(signs, stop + 1)
    # The beginning of an address is no name.
    Some(":") when stop > at and between(signs, stop, stop + 3) != "://" ->
      Some((name, false, stop + 1))
    _ -> None
  end
end

fn tag_at(signs :: List<String>, at :: Int) -> Option<(String, Bool, Int)> do
  let stop = until(signs, at, fn sign -> sign == "]" end)
  if stop > at and between(signs, stop, stop + 2) == "]:" do
    Some((between(signs, at, stop), true, stop + 2))
  else
    None
  end
end

fn after_name(signs :: List<String>, at :: Int) -> Int do
  until(signs, at, fn sign -> not Regex.is_match(~r/^[\p{L}\p{N}_.\-]$/, sign) end)
end

fn until(signs :: List<String>, at :: Int, ends :: Fun(String) -> Bool) -> Int do
  case List.at(signs, at) do
    Some(sign) when not ends(sign) -> until(signs, at + 1, ends)
    _ -> at
  end
end

fn between(signs :: List<String>, from :: Int, to :: Int) -> String =
  String.join(List.slice(signs, from, to), "")

# One value, or several as `[a, "b c"]`.
fn values_at(signs :: List<String>, at :: Int) -> Result<(List<Piece>, Int), Problem> do
  if List.at(signs, at) == Some("[") do
    let (pieces, stop) = list_at(signs, at + 1, at, [])?
    if is_end(signs, stop) do
      Ok((pieces, stop))
    else
      wrong("a blank is missing behind the list", stop, stop + 1)
    end
  else
    let only = piece(signs, at, [])?
    Ok(([only], only.stop))
  end
end

fn list_at(
  signs :: List<String>,
  at :: Int,
  start :: Int,
  done :: List<Piece>
) -> Result<(List<Piece>, Int), Problem> do
  case List.at(signs, at) do
    None -> wrong("the list has no end: ] is missing", start, at)
    Some("]") when List.is_empty(done) -> wrong("the list is empty", start, at + 1)
    Some("]") -> Ok((done, at + 1))
    Some(",") -> list_at(signs, at + 1, start, done)
    Some(sign) when is_blank(sign) -> list_at(signs, at + 1, start, done)
    Some(_) when List.length(done) == most_terms() ->
      wrong("a list has at most ${most_terms()} values", start, at)
    Some(_) -> do
      let next = piece(signs, at, [",", "]"])?
      list_at(signs, next.stop, start, List.append(done, next))
    end
  end
end

# What stands up to a blank or one of the ends, or in quotation marks.
fn piece(signs :: List<String>, at :: Int, ends :: List<String>) -> Result<Piece, Problem> do
  if List.at(signs, at) == Some("\"") do
    let piece = quoted(signs, at + 1, at, "")?
    let behind = List.at(signs, piece.stop)
    if is_end(signs, piece.stop) or
        Option.map_or(behind, true, fn sign -> List.contains(ends, sign) end) do
      Ok(piece)
    else
      wrong("a blank is missing behind the quotation mark", piece.stop, piece.stop + 1)
    end
  else
    let stop = until(signs, at, fn sign -> is_blank(sign) or List.contains(ends, sign) end)
    let text = between(signs, at, stop)
    Ok(Piece { text: text, wild: String.contains(text, "*"), at: at, stop: stop })
  end
end

fn quoted(
  signs :: List<String>,
  at :: Int,
  start :: Int,
  done :: String
) -> Result<Piece, Problem> do
  case List.at(signs, at) do
    None -> wrong("the quotation mark is not closed", start, at)
    Some("\"") -> Ok(Piece { text: done, wild: false, at: start, stop: at + 1 })
    Some("\\") ->
      case List.at(signs, at + 1) do
        Some(sign) when sign == "\"" or sign == "\\" -> quoted(signs, at + 2, start, done <> sign)
        _ -> quoted(signs, at + 1, start, done <> "\\")
      end
    Some(sign) -> quoted(signs, at + 1, start, done <> sign)
  end
end

# ---- meanings ---------------------------------------------------------------------------------------------------

fn about(
  name :: String,
  meaning :: Meaning,
  values :: List<Piece>,
  now :: Int
) -> Result<About, Problem> do
  let texts = List.map(values, fn piece -> String.to_lower(piece.text) end)
  case meaning do
    IsState -> state(single(name, values)?)
    IsLevel -> do
      List.try_each(values, fn piece -> level(piece) end)?
      Ok(Level(texts))
    end
    IsAssigned -> Ok(Assigned(texts))
    HasValue -> Ok(Has(has_name(single(name, values)?.text)))
    CountOf(column) -> number(name, column, single(name, values)?)
    TimeOf(column) -> moment(name, column, single(name, values)?, now)
    ColumnOf(column) -> Ok(Column(column, List.try_map(values, wanted)?))
    ValueOf(value) -> Ok(Value(value, List.try_map(values, wanted)?))
    TextOf -> Ok(Text(wanted(single(name, values)?)?))
  end
end

# Databases try every way to spread a text over the stars of a pattern.
fn wanted(piece :: Piece) -> Result<Wanted, Problem> do
  if piece.wild do
    let text = Regex.replace(~r/\*+/, String.to_lower(piece.text), "*")
    if String.count(text, "*") > 4 do
      wrong("a value has at most 4 * in it", piece.at, piece.stop)
    else
      Ok(Wanted { text: text, wild: true })
    end
  else
    Ok(Wanted { text: String.to_lower(piece.text), wild: false })
  end
end

fn single(name :: String, values :: List<Piece>) -> Result<Piece, Problem> do
  case values do
    [only] -> Ok(only)
    first :: rest -> do
      let last = Option.unwrap_or(List.final(rest), first)
      wrong("${name}: takes one value, no list", first.at, last.stop)
    end
    [] -> wrong("${name}: needs a value", 0, 0)
  end
end

fn has_name(name :: String) -> String do
  case Terms.meaning(name) do
    ValueOf(value) -> value
    IsAssigned -> "assigned"
    ColumnOf(column) -> column
    _ -> name
  end
end

fn state(piece :: Piece) -> Result<About, Problem> do
  let folded = String.to_lower(piece.text)
  let name = if folded == "ignored" do "archived" else folded end
  if List.contains(Terms.states(), name) do
    Ok(State(name))
  else
    wrong(not_one_of("is", piece.text, Terms.states()), piece.at, piece.stop)
  end
end

fn level(piece :: Piece) -> Result<(), Problem> do
  if List.contains(Terms.levels(), String.to_lower(piece.text)) do
    Ok(())
  else
    wrong(not_one_of("level", piece.text, Terms.levels()), piece.at, piece.stop)
  end
end

fn not_one_of(name :: String, found :: String, known :: List<String>) -> String do
  let near = case String.closest(String.to_lower(found), known) do
    Some(meant) -> "; did you mean ${meant}?"
    None -> ""
  end
  "${name}: takes ${String.join(known, ", ")}${near}"
end

fn number(name :: String, column :: String, piece :: Piece) -> Result<About, Problem> do
  let (sign, rest) = comparison(piece.text)
  case String.to_int(rest) do
    Some(n) when Regex.is_match(~r/^[0-9]{1,15}$/, rest) -> do
      let (from, to) = range(sign, n, n + 1)
      Ok(Count(column, from, to))
    end
    _ -> wrong("${name}: takes a number, as in 10, >10, >=10, <10 or <=10", piece.at, piece.stop)
  end
end

fn comparison(text :: String) -> (String, String) do
  let sign = Option.unwrap_or(
    List.find([">=", "<=", ">", "<"], fn sign -> String.starts_with(text, sign) end),
    ""
  )
  (sign, String.slice(text, String.length(sign), String.length(text)))
end

# What a comparison with something that reaches from `first` to before `next` lets through.
fn range(sign :: String, first :: Int, next :: Int) -> (Option<Int>, Option<Int>) do
  case sign do
    ">" -> (Some(next), None)
    ">=" -> (Some(first), None)
    "<" -> (None, Some(first))
    "<=" -> (None, Some(next))
    _ -> (Some(first), Some(next))
  end
end

fn moment(name :: String, column :: String, piece :: Piece, now :: Int) -> Result<About, Problem> do
  case Regex.captures(~r/^([+-]?)([0-9]{1,6})([smhdw])$/, piece.text) do
    Some([_, sign, count, unit]) -> do
      let then = now - Option.unwrap_or(String.to_int(count), 0) * micros_of(unit)
      Ok(if sign == "+" do
        Moment(column, None, Some(then))
      else
        Moment(column, Some(then), None)
      end)
    end
    _ ->
      case dated(comparison(piece.text)) do
        Some((from, to)) -> Ok(Moment(column, from, to))
        None -> do
          let forms =
            "an age, as in -24h or +7d, or a time, as in >2026-01-31 or <2026-01-31T12:00:00Z"
          wrong("${name}: takes ${forms}", piece.at, piece.stop)
        end
      end
  end
end

fn dated(parts :: (String, String)) -> Option<(Option<Int>, Option<Int>)> do
  let (sign, text) = parts
  let day = Regex.is_match(~r/^\d{4}-\d\d-\d\d$/, text)
  case DateTime.from_iso8601(if day do text <> "T00:00:00Z" else text end) do
    Ok(time) -> do
      let first = DateTime.to_unix_micros(time)
      Some(range(sign, first, first + if day do 86400 * 1000000 else 1 end))
    end
    Err(_) -> None
  end
end

fn micros_of(unit :: String) -> Int do
  let seconds = case unit do
    "s" -> 1
    "m" -> 60
    "h" -> 3600
    "d" -> 86400
    _ -> 7 * 86400
  end
  seconds * 1000000
end

# ---- completion -------------------------------------------------------------------------------------------------

## What is being written at a place of a search.
pub struct Completion do
  ## The name before the colon, if there is one.
  name :: Option<String>
  ## What there is of the name, or of the value.
  prefix :: String
  ## Where that begins; it ends at the place.
  from :: Int
end deriving(Eq, Debug)

## What could be completed at a place.
pub fn at(text :: String, place :: Int) -> Completion do
  let signs = List.take(List.take(String.characters(text), most_characters()), Math.max(place, 0))
  let start = word_start(signs, 0, 0, false)
  let begin = if List.at(signs, start) == Some("!") do start + 1 else start end
  case name_at(signs, begin) do
    Some((name, _, next)) -> do
      let from = if List.at(signs, next) == Some("\"") do next + 1 else next end
      Completion { name: Some(name), prefix: between(signs, from, List.length(signs)), from: next }
    end
    None ->
      Completion { name: None, prefix: between(signs, begin, List.length(signs)), from: begin }
  end
end

# Where the last word begins that is outside of quotation marks.
fn word_start(signs :: List<String>, at :: Int, start :: Int, inside :: Bool) -> Int do
  case List.at(signs, at) do
    None -> start
    Some("\"") -> word_start(signs, at + 1, start, not inside)
    Some(sign) when is_blank(sign) and not inside -> word_start(signs, at + 1, at + 1, inside)
    Some(_) -> word_start(signs, at + 1, start, inside)
  end
end
