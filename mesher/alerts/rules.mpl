##! Rules: what has to happen, and what is done then. Pure: from JSON of strangers to something that can be relied on.

from Ingestion.Event import is_level
from Ingestion.Fields import present, or_null, as_text

## When a rule fires. Lists that are empty let everything pass.
pub struct Condition do
  ## `new_issue`, `regression`, `threshold`, `spike` or `missed_checkin`.
  kind :: String
  levels :: List<String>
  environments :: List<String>
  releases :: List<String>
  tags :: List<(String, String)>
  ## Events that a new issue must have had.
  count :: Int
  threshold :: Int
  window_minutes :: Int
  ## Each issue by itself, not the project.
  per_issue :: Bool
  factor :: Int
  least :: Int
  monitors :: List<String>
end deriving(Eq, Debug)

## Where an alert goes.
pub type Action do
  Stream
  Webhook(url :: String)
  Mail(to :: List<String>)
  ## `slack`, `discord` or `teams`.
  Chat(kind :: String, url :: String)
end deriving(Eq, Debug)

fn kinds() -> List<String> = ["new_issue", "regression", "threshold", "spike", "missed_checkin"]

# ---- conditions -------------------------------------------------------------------------------------------------

## The condition in a JSON value, or what is wrong with it.
pub fn condition_of(value :: Json) -> Result<Condition, String> do
  let kind = case or_null(value, "condition_type") do
    JsonString(text) when List.contains(kinds(), text) -> Ok(text)
    _ -> Err("condition_type must be one of ${String.join(kinds(), ", ")}")
  end
  let known = kind?
  let levels = texts(value, "level")?
  if not List.all(levels, is_level) do
    Err("level must be fatal, error, warning, info, or debug")
  else if known == "threshold" and present(value, "threshold") == None do
    Err("threshold is required")
  else
    Ok(Condition {
      kind: known,
      levels: levels,
      environments: texts(value, "environment")?,
      releases: texts(value, "release")?,
      tags: tags_of(value)?,
      count: number(value, "count", 1, 1, 1000000)?,
      threshold: number(value, "threshold", 100, 0, 1000000)?,
      window_minutes: number(value, "window_minutes", 60, 1, 1440)?,
      per_issue: per_issue(value)?,
      factor: number(value, "factor", 10, 2, 1000)?,
      least: number(value, "least", 10, 1, 1000000)?,
      monitors: texts(value, "monitor")?
    })
  end
end

## A condition as it is kept: what is known of it, and nothing else.
pub fn kept(value :: Json) -> Json do
  let names = [
    "condition_type",
    "level",
    "environment",
    "release",
    "tags",
    "count",
    "threshold",
    "window_minutes",
    "per",
    "factor",
    "least",
    "monitor"
  ]
  let known = List.filter_map(names, fn name ->
    Option.map(present(value, name), fn found -> (name, found) end)
  end)
  JsonObject(Map.from_list(known))
end

# A text or a list of texts.
fn texts(value :: Json, key :: String) -> Result<List<String>, String> do
  let found = case or_null(value, key) do
    JsonNull | JsonString("") -> Some([])
    JsonString(text) -> Some([text])
    JsonArray(all) -> Option.all(List.map(all, fn one -> text_of(one) end))
    _ -> None
  end
  case found do
    Some(all) when List.length(all) <= 50 and List.all(all, is_short) -> Ok(all)
    _ -> Err("${key} must be a text or a list of at most 50 texts of at most 200 characters")
  end
end

fn text_of(value :: Json) -> Option<String> do
  case value do
    JsonString(text) -> Some(text)
    _ -> None
  end
end

fn is_short(text :: String) -> Bool = String.length(text) <= 200 and not String.contains(text, "\0")

fn tags_of(value :: Json) -> Result<List<(String, String)>, String> do
  let found = case or_null(value, "tags") do
    JsonNull -> Some([])
    JsonObject(fields) ->
      Some(List.map(Map.to_list(fields), fn((name, wanted)) -> (name, as_text(wanted)) end))
    _ -> None
  end
  case found do
    Some(all) when List.length(all) <= 20 and
      List.all(all, fn((name, wanted)) -> is_short(name) and is_short(wanted) end) -> Ok(all)
    _ -> Err("tags must be an object of at most 20 texts of at most 200 characters")
  end
end

fn number(
  value :: Json,
  key :: String,
  default :: Int,
  least :: Int,
  most :: Int
) -> Result<Int, String> do
  case or_null(value, key) do
    JsonNull -> Ok(default)
    JsonInt(found) when found >= least and found <= most -> Ok(found)
    _ -> Err("${key} must be a whole number from ${least} to ${most}")
  end
end

fn per_issue(value :: Json) -> Result<Bool, String> do
  case or_null(value, "per") do
    JsonNull | JsonString("project") -> Ok(false)
    JsonString("issue") -> Ok(true)
    _ -> Err("per must be project or issue")
  end
end

## Whether an event is one that a condition is about.
pub fn lets(
  condition :: Condition,
  level :: String,
  environment :: String,
  release :: String,
  tags :: Json
) -> Bool do
  passes(condition.levels, level) and
    passes(condition.environments, environment) and
    passes(condition.releases, release) and
    List.all(condition.tags, fn((name, wanted)) ->
      Option.map(present(tags, name), as_text) == Some(wanted)
    end)
end

fn passes(wanted :: List<String>, found :: String) -> Bool =
  List.is_empty(wanted) or List.contains(wanted, found)

# ---- actions ----------------------------------------------------------------------------------------------------

## The actions in a JSON value (one, or a list), or what is wrong with them. Without any, those who watch are told.
pub fn actions_of(value :: Json) -> Result<List<Action>, String> do
  let all = case value do
    JsonNull -> [Ok(Stream)]
    JsonArray(actions) -> List.map(actions, action_of)
    one -> [action_of(one)]
  end
  if List.length(all) > 5 do Err("a rule may have at most 5 actions") else Result.all(all) end
end

fn action_of(value :: Json) -> Result<Action, String> do
  case or_null(value, "type") do
    JsonString("websocket") -> Ok(Stream)
    JsonString("webhook") -> Result.map(url_of(value), fn url -> Webhook(url) end)
    JsonString("email") -> Result.map(addresses_of(value), fn to -> Mail(to) end)
    JsonString(kind) when List.contains(["slack", "discord", "teams"], kind) -> do
      Result.map(url_of(value), fn url -> Chat(kind, url) end)
    end
    _ -> Err("type of an action must be websocket, webhook, email, slack, discord or teams")
  end
end

fn url_of(value :: Json) -> Result<String, String> do
  let wrong = Err("url must be an http or https address without user, of at most 2000 characters")
  case or_null(value, "url") do
    JsonString(text) when String.byte_length(text) <= 2000 ->
      case Url.parse(text) do
        Ok(url) when is_plain(url) -> Ok(text)
        _ -> wrong
      end
    _ -> wrong
  end
end

# With a host, and without user and password.
fn is_plain(url :: Url) -> Bool do
  let user = Option.unwrap_or(Url.username(url), "") <> Option.unwrap_or(Url.password(url), "")
  List.contains(["http", "https"], Url.scheme(url)) and
    user == "" and
    Option.unwrap_or(Url.host(url), "") != ""
end

## What is asked of the receivers of mail, in words.
pub fn addresses_rule() -> String = "to must hold 1 to 20 mail addresses"

fn addresses_of(value :: Json) -> Result<List<String>, String> do
  let to = texts(value, "to")?
  if List.is_empty(to) or List.length(to) > 20 do
    Err(addresses_rule())
  else
    case List.find(to, fn address -> not is_address(address) end) do
      Some(_) -> Err(addresses_rule())
      None -> Ok(to)
    end
  end
end

## Whether a text is one plain mail address.
pub fn is_address(text :: String) -> Bool do
  Regex.is_match(
    ~r/^[A-Za-z0-9.!#$%&'*+\/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*$/,
    text
  ) and
    String.byte_length(text) <= 254
end

## What of these actions is sent, each to one receiver: one that is refused, or has to wait, keeps no other from its mail.
pub fn sent(actions :: List<Action>) -> List<Action> do
  List.flat_map(actions, fn action ->
    case action do
      Stream -> []
      Mail(to) -> List.map(List.unique(to), fn address -> Mail([address]) end)
      other -> [other]
    end
  end)
end

## Where a kept action goes, for people: addresses of chats are passwords, so only their hosts are shown.
pub fn shown_target(target :: String) -> String do
  let known = Result.unwrap_or(Json.parse(target), JsonNull)
  case Json.string(known, ["url"]) do
    Ok(text) -> Option.unwrap_or(Option.and_then(Result.ok(Url.parse(text)), Url.host), "")
    Err(_) -> String.join(List.map(Result.unwrap_or(Json.list(known, ["to"]), []), as_text), ", ")
  end
end

## A kept action without what may be a password in its address.
pub fn shown_action(action :: Json) -> Json do
  case action do
    JsonObject(fields) when Map.has_key(fields, "url") ->
      JsonObject(Map.put(fields, "url", JsonString(shown_target(Json.encode(action)))))
    other -> other
  end
end

## What an action is kept as: its channel, and where it goes.
pub fn target_of(action :: Action) -> (String, Json) do
  case action do
    Stream -> ("websocket", JsonObject(%{}))
    Webhook(url) -> ("webhook", json { url: url })
    Mail(to) -> ("email", json { to: to })
    Chat(kind, url) -> (kind, json { url: url })
  end
end
