##! What receivers of alerts are sent. Titles come from strangers: each form gets them as text that means nothing to it.

from Alerts.Store import Alert
from Storage.Clock import shown

## The issue that an alert is about, as far as a message tells.
pub struct Subject do
  id :: String
  number :: Int
  title :: String
  culprit :: String
  level :: String
  status :: String
  event_count :: Int
  first_seen :: Int
  last_seen :: Int
end deriving(Row, Debug)

## An alert with all that a message is made of.
pub struct Notice do
  alert :: Alert
  rule_name :: String
  condition :: Json
  project_id :: String
  project_number :: Int
  project_name :: String
  issue :: Option<Subject>
  ## Where people look at it.
  url :: String
end deriving(Debug)

## The first line of every message.
pub fn headline(notice :: Notice) -> String do
  let about = case notice.issue do
    Some(issue) -> issue.title
    None -> notice.alert.message
  end
  single_line("[${notice.project_name}] ${notice.rule_name}: ${about}", 200)
end

# Control characters end lines and begin headers elsewhere.
fn single_line(text :: String, most :: Int) -> String do
  String.slice(
    String.trim(Regex.replace(~r/[\x00-\x1f\x7f\x{85}\x{2028}\x{2029}]+/, text, " ")),
    0,
    most
  )
end

fn facts(notice :: Notice) -> List<(String, String)> do
  let own = [
    ("Rule", notice.rule_name),
    ("Project", notice.project_name),
    ("What", notice.alert.message)
  ]
  let of_issue = case notice.issue do
    None -> []
    Some(issue) ->
      [
        ("Culprit", issue.culprit),
        ("Level", issue.level),
        ("Events", "${issue.event_count}"),
        ("First seen", shown(issue.first_seen)),
        ("Last seen", shown(issue.last_seen))
      ]
  end
  let all = own ++ of_issue ++ [("Time", shown(notice.alert.triggered_at))]
  List.filter(
    List.map(all, fn((name, value)) -> (name, single_line(value, 300)) end),
    fn((_, value)) -> value != "" end
  )
end

## The body of a webhook.
pub fn webhook(notice :: Notice) -> Json do
  let alert = notice.alert
  json {
    alert: json {
      id: alert.id,
      status: alert.status,
      message: alert.message,
      triggered_at: shown(alert.triggered_at),
      snapshot: Result.unwrap_or(Json.parse(alert.condition_snapshot), JsonNull)
    },
    rule: json { id: alert.rule_id, name: notice.rule_name, condition: notice.condition },
    issue: issue_of(notice),
    project: json {
      id: notice.project_id,
      number: notice.project_number,
      name: notice.project_name
    },
    url: notice.url
  }
end

fn issue_of(notice :: Notice) -> Json do
  case notice.issue do
    None -> JsonNull
    Some(issue) ->
      json {
        id: issue.id,
        number: issue.number,
        title: issue.title,
        culprit: issue.culprit,
        level: issue.level,
        status: issue.status,
        event_count: issue.event_count,
        first_seen: shown(issue.first_seen),
        last_seen: shown(issue.last_seen)
      }
  end
end

## For Slack: plain text only, so that no name in it calls anybody.
pub fn slack(notice :: Notice) -> Json do
  let lines = List.map(facts(notice), fn((name, value)) -> "${name}: ${value}" end)
  let plain = fn text -> json { type: "plain_text", emoji: false, text: text } end
  json {
    text: slack_escaped(headline(notice)),
    blocks: [
      json { type: "header", text: plain(String.slice(headline(notice), 0, 150)) },
      json { type: "section", text: plain(String.slice(String.join(lines, "\n"), 0, 2900)) },
      json { type: "section", text: plain(notice.url) }
    ]
  }
end

fn slack_escaped(text :: String) -> String do
  String.replace(String.replace(String.replace(text, "&", "&amp;"), "<", "&lt;"), ">", "&gt;")
end

# What Markdown would take for its own.
fn plain_markdown(text :: String) -> String do
  Regex.replace_with(~r/[\\`*_{}\[\]()#+!|~<>@:-]/, text, fn sign -> "\\" <> sign end)
end

## For Discord: nobody is called, whatever stands in it.
pub fn discord(notice :: Notice) -> Json do
  let fields = List.map(facts(notice), fn((name, value)) ->
    json {
      name: name,
      value: String.slice(plain_markdown(value), 0, 1000),
      inline: String.length(value) < 40
    }
  end)
  json {
    content: "",
    allowed_mentions: json { parse: JsonArray([]) },
    embeds: [json {
      title: String.slice(plain_markdown(headline(notice)), 0, 250),
      url: notice.url,
      fields: fields
    }]
  }
end

## For Teams: an adaptive card.
pub fn teams(notice :: Notice) -> Json do
  let rows = List.map(facts(notice), fn((name, value)) ->
    json { title: name, value: plain_markdown(value) }
  end)
  let heading = json {
    type: "TextBlock",
    weight: "Bolder",
    wrap: true,
    text: plain_markdown(headline(notice))
  }
  let card = JsonObject(%{
    "$schema" => JsonString("http://adaptivecards.io/schemas/adaptive-card.json"),
    "type" => JsonString("AdaptiveCard"),
    "version" => JsonString("1.4"),
    "body" => JsonArray([heading, json { type: "FactSet", facts: rows }]),
    "actions" => JsonArray([json {
      type: "Action.OpenUrl",
      title: "Open in Mesher",
      url: notice.url
    }])
  })
  json {
    type: "message",
    attachments: [json { contentType: "application/vnd.microsoft.card.adaptive", content: card }]
  }
end

## The text of a mail.
pub fn mail(notice :: Notice) -> String do
  let lines = List.map(facts(notice), fn((name, value)) ->
    "${String.pad_right(name <> ":", 12)} ${value}"
  end)
  String.join([headline(notice), ""] ++ lines ++ ["", notice.url, ""], "\n")
end
