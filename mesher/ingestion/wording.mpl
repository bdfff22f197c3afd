##! What a message says, without what differs each time it is said.

from Ingestion.Fields import first_line
import Ingestion.FirstRules
import Ingestion.Files

## The first line in lower case, with quoted values, hosts, folders, identifiers, times and numbers replaced by what they are.
pub fn normal(message :: String) -> String do
  let line =
    String.to_lower(String.slice(first_line(String.trim(String.slice(message, 0, 4000))), 0, 1000))
  # Most messages have little of all this, and each pattern takes its time.
  let addressed = if String.contains(line, "://") do
    Regex.replace_with(~r/\b[a-z][a-z0-9+.-]*:\/\/[^\s"'<>()\[\]{},|]+/, line, address)
  else
    line
  end
  let quoted = if Regex.is_match(~r/["'`“‘«]/, addressed) do
    replaced(addressed, ~r/"(?:[^"\\]|\\.)*"|`[^`]*`|“[^”]*”|‘[^’]*’|«[^»]*»|\B'[^']*'\B/, "<str>")
  else
    addressed
  end
  let has_digits = Regex.is_match(~r/[0-9]/, quoted)
  let timed = if has_digits do without_ids_and_times(quoted) else quoted end
  let hosted = if Regex.is_match(~r/[.@:]/, timed) do without_hosts(timed) else timed end
  let placed = if Regex.is_match(~r/[\/\\]/, hosted) do
    Regex.replace_with(~r/(?:^|[\s(=:\[,])(?:[a-z]:[\\\/]|\/)[^\s:()"'<>,;]+/, hosted, folder)
  else
    hosted
  end
  let counted = if has_digits do numbered(placed) else placed end
  String.slice(String.trim(collapsed(counted)), 0, 256)
end

# How the third rules wrote the answer of a server, which lost the word before it.
pub fn third(fingerprint :: String) -> String do
  Regex.replace(
    ~r/\b(?:status(?: code)?:? |http(?:\/(?:<num>|\d))?:? )http([1-5]\d\d)\b/,
    fingerprint,
    "1http$1"
  )
end

fn without_ids_and_times(line :: String) -> String do
  let dashed = if String.contains(line, "-") do
    line
      |> replaced(~r/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/, "<uuid>")
      |> replaced(
        ~r/\b\d{4}-\d{2}-\d{2}(?:[t ]\d{2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?(?:z|[+-]\d{2}:?\d{2})?)?\b/,
        "<date>"
      )
  else
    line
  end
  let mailed = replaced(dashed, mail_date(), "<date>")
  if String.contains(mailed, ":") do
    replaced(mailed, ~r/\b\d{1,2}:\d{2}:\d{2}(?:\.\d+)?\b/, "<date>")
  else
    mailed
  end
end

fn without_hosts(line :: String) -> String do
  let mailed = if String.contains(line, "@") do
    replaced(line, ~r/[\w.+-]+@[\w-]+(?:\.[\w-]+)+/, "<email>")
  else
    line
  end
  let sixth =
    if String.contains(mailed, ":") do replaced(mailed, newer_address(), "<ip>") else mailed end
  sixth
    |> replaced(~r/\b(?:\d{1,3}\.){3}\d{1,3}\b/, "<ip>")
    |> replaced(host(), "<host>")
    |> replaced(~r/<(?:ip|host)>:\d+\b/, "<host>")
end

# Of version 6.
fn newer_address() -> Regex do
  ~r/\[?\b(?:[0-9a-f]{1,4}:){3,7}[0-9a-f]{1,4}\b\]?|\b(?:[0-9a-f]{1,4}:)+:[0-9a-f]{1,4}\b/
end

## Whether something is said beside what was replaced.
pub fn is_telling(wording :: String) -> Bool =
  Regex.is_match(~r/[a-z\p{L}]/, Regex.replace(~r/<[a-z]+>/, wording, ""))

fn replaced(text :: String, pattern :: Regex, by :: String) -> String =
  Regex.replace(pattern, text, by)

# As mails and headers write days and times.
fn mail_date() -> Regex do
  ~r/\b(?:mon|tue|wed|thu|fri|sat|sun),? \d{1,2} [a-z]{3} \d{4}(?: \d{2}:\d{2}(?::\d{2})?(?: gmt| utc| [+-]\d{4})?)?/
end

# Names of machines: with a port, or below a domain that is not a part of programs' names.
fn host() -> Regex do
  ~r/\b(?:[a-z0-9][a-z0-9-]*\.)*(?:[a-z][a-z0-9-]*:\d{2,5}|[a-z0-9-]+\.(?:com|net|org|local|internal|test|example|dev|cloud))\b/
end

# Of an address the path stays.
fn address(url :: String) -> String do
  case String.split_once(url, "://") do
    Some(("file", path)) -> "<path>/${Files.asset(last_of(path))}"
    Some((_, rest)) ->
      case String.split_once(before_query(rest), "/") do
        Some((_, path)) when path != "" -> "<host>/${path}"
        _ -> "<host>"
      end
    None -> url
  end
end

fn before_query(text :: String) -> String do
  List.get(String.split(List.get(String.split(text, "?"), 0), "#"), 0)
end

fn last_of(path :: String) -> String = List.last(String.split(String.replace(path, "\\", "/"), "/"))

# Of a file its name stays; a path that may be an address on a server stays as it is.
fn folder(found :: String) -> String do
  let lead =
    if Regex.is_match(~r/^(?:\/|[a-z]:[\\\/])/, found) do "" else String.slice(found, 0, 1) end
  let path = String.byte_slice(found, String.byte_length(lead), String.byte_length(found))
  let roots =
    ~r/^\/(?:usr|var|home|srv|app|opt|tmp|root|mnt|data|etc|private|users|workspace|builds?|www|proc)\//
  let is_file =
    Regex.is_match(roots, path) or Regex.is_match(~r/^[a-z]:|[^\/]\.[a-z][a-z0-9]{0,4}$/, path)
  if is_file do "${lead}<path>/${Files.asset(last_of(path))}" else found end
end

# ---- identifiers and numbers ------------------------------------------------------------------------------------

fn numbered(text :: String) -> String do
  # The status of an answer says what went wrong.
  let answered = if String.contains(text, "status") or String.contains(text, "http") do
    replaced(text, ~r/\b(status(?: code)?:?|http(?:\/\d(?:\.\d)?)?:?) ([1-5]\d\d)\b/, "$1 http$2")
  else
    text
  end
  let hexed = if String.contains(answered, "0x") do
    replaced(answered, ~r/\b0x[0-9a-f]+\b/, "<hex>")
  else
    answered
  end
  let versions = if String.contains(hexed, ".") do
    replaced(hexed, ~r/\bv?\d+(?:\.\d+){2,}(?:[-+][\w.+-]*)?\b/, "<version>")
  else
    hexed
  end
  let named = Regex.replace_with(~r/[a-z_]*[0-9][a-z0-9_]*/, versions, identifier)
  let measured = named
    |> replaced(
      ~r/\b\d+(?:\.\d+)? ?(?:[nuµm]?s|secs?|seconds|min|minutes|h|hours|days)(?:\b|$)/,
      "<num>"
    )
    |> replaced(~r/\b\d+(?:\.\d+)? ?(?:[kmgt]i?b|b|bytes|px|%)(?:\b|$)/, "<num>")
    |> replaced(~r/_\d+\b/, "_<num>")
  FirstRules.without_free_numbers(measured)
end

# What was made by a machine: digits and letters in turn, or a word with a long number.
fn identifier(word :: String) -> String do
  if String.byte_length(word) < 6 do
    word
  else if Regex.is_match(~r/^[0-9]+$/, word) do
    "<num>"
  else if Regex.is_match(~r/^[0-9a-f]{8,}$/, word) do
    "<hex>"
  else if String.byte_length(word) >= 8 and turns(word) >= 3 do
    "<id>"
  else
    Regex.replace(~r/([a-z_])[0-9]{4,}$/, word, "$1<num>")
  end
end

# How often a letter follows a digit or the other way round.
fn turns(word :: String) -> Int do
  let letters = Regex.replace(~r/[a-z]+/, word, "a")
  let both = Regex.replace(~r/[0-9]+/, letters, "0")
  String.count(both, "a0") + String.count(both, "0a")
end

# Lists of values may be of any length.
fn collapsed(text :: String) -> String do
  # One blank alone stays.
  let blanks = replaced(text, ~r/\s{2,}|[^\S ]/, " ")
  if String.contains(blanks, "<") do
    replaced(blanks, ~r/(<[a-z]+>)(?:(?:, ?|; ?|\|| )<[a-z]+>)+/, "$1")
  else
    blanks
  end
end
