##! What a search of issues asks for, as the parser (`Search.Query`) gives it.

## One condition; all of a search must hold.
pub struct Term do
  negated :: Bool
  about :: About
end deriving(Eq, Hash, Debug)

pub type About do
  ## Words that stand one behind the other.
  Text(Wanted)
  ## What `is:` says: a status, or another property.
  State(String)
  Level(List<String>)
  ## Some event had a value of that name.
  Has(String)
  ## Some event had one of the values.
  Value(name :: String, wanted :: List<Wanted>)
  ## A column of the issue is one of the values.
  Column(name :: String, wanted :: List<Wanted>)
  ## A number of the issue is at least `from` and less than `to`.
  Count(name :: String, from :: Option<Int>, to :: Option<Int>)
  ## A time of the issue is at `from` or later, and before `to`.
  Moment(name :: String, from :: Option<Int>, to :: Option<Int>)
  ## `me`, `none`, ids, e-mail addresses or names of users.
  Assigned(List<String>)
end deriving(Eq, Hash, Debug)

## A value in small letters, in which `*` stands for anything if it is wild.
pub struct Wanted do
  text :: String
  wild :: Bool
end deriving(Eq, Hash, Debug)

## What is wrong with a search, and where: characters from 0 on.
pub struct Problem do
  error :: String
  at :: Int
  length :: Int
end deriving(Eq, Debug, Json)

## What `is:` takes.
pub fn states() -> List<String> do
  [
    "unresolved",
    "resolved",
    "archived",
    "discarded",
    "assigned",
    "unassigned",
    "new",
    "regressed",
    "bookmarked",
    "unseen"
  ]
end

pub fn levels() -> List<String> = ["fatal", "error", "warning", "info", "debug"]

## What a name that people write means.
pub type Meaning do
  IsState
  HasValue
  IsLevel
  IsAssigned
  CountOf(String)
  TimeOf(String)
  ColumnOf(String)
  ValueOf(String)
  TextOf
end deriving(Eq, Debug)

## The names that have a meaning of their own, with what completion says of them. All others are tags.
pub fn names() -> List<(String, Meaning, String)> do
  [
    ("is", IsState, "unresolved, resolved, archived, assigned, ..."),
    ("has", HasValue, "a tag, user, release, ..."),
    ("level", IsLevel, "fatal, error, warning, info, debug"),
    ("assigned", IsAssigned, "me, none, or an e-mail address"),
    ("release", ValueOf("release"), "a release that it happened in"),
    ("environment", ValueOf("environment"), "production, ..."),
    ("user", ValueOf("user"), "id, e-mail, name or address of a user"),
    ("dist", ValueOf("dist"), "a distribution of a release"),
    ("transaction", ValueOf("transaction"), "a route or task"),
    ("first_release", ColumnOf("first_release"), "the release that it came with"),
    ("type", ColumnOf("exception_type"), "the type of the exception"),
    ("culprit", ColumnOf("culprit"), "where it happened"),
    ("platform", ColumnOf("platform"), "python, javascript, ..."),
    ("message", TextOf, "words of the title"),
    ("age", TimeOf("first_seen"), "-24h: younger, +7d: older"),
    ("first_seen", TimeOf("first_seen"), "-24h, >2026-01-31"),
    ("last_seen", TimeOf("last_seen"), "-1h, <2026-01-31"),
    ("timesSeen", CountOf("event_count"), ">10, <=100"),
    ("users", CountOf("user_count"), ">10: how many users it met")
  ]
end

# Other ways to write them.
fn aliases() -> Map<String, String> do
  %{
    "firstseen" => "first_seen",
    "lastseen" => "last_seen",
    "timesseen" => "timesSeen",
    "times_seen" => "timesSeen",
    "events" => "timesSeen",
    "event_count" => "timesSeen",
    "user_count" => "users",
    "assignee" => "assigned",
    "assigned_to" => "assigned",
    "env" => "environment",
    "firstrelease" => "first_release",
    "error.type" => "type",
    "title" => "message",
    "user.id" => "user",
    "user.email" => "user",
    "user.username" => "user",
    "user.ip" => "user",
    "release.version" => "release"
  }
end

## What a name means: a tag when it is none of ours.
pub fn meaning(name :: String) -> Meaning do
  let folded = String.to_lower(name)
  let known = Map.get_or(aliases(), folded, folded)
  case List.find(names(), fn((one, _, _)) -> String.to_lower(one) == String.to_lower(known) end) do
    Some((_, meaning, _)) -> meaning
    None -> ValueOf(name)
  end
end
