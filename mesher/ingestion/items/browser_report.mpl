##! What browsers report of pages: breaches of a content security policy, and more, as events.

from Ingestion.Fields import first_text, object_or_empty, or_null, present, as_text
from Ingestion.Items.Texts import kept
import Ingestion.Ids

# Reports that are taken of one request.
fn reports_most() -> Int = 20

## The events of a request's body (bodies of Sentry events), and how many reports were beyond the most; or what is wrong with it.
## `release` and `environment` come with the address.
pub fn events(
  body :: String,
  agent :: String,
  release :: String,
  environment :: String
) -> Result<(List<String>, Int), String> do
  case Json.parse(body) do
    Ok(JsonArray(reports)) when not List.is_empty(reports) -> do
      let made =
        List.filter_map(List.take(reports, reports_most()), fn report -> of_api(report) end)
      if List.is_empty(made) do
        Err("no report")
      else
        let events = List.map(made, fn event -> encoded(event, agent, release, environment) end)
        Ok((events, List.length(reports) - List.length(made)))
      end
    end
    Ok(JsonObject(_) as fields) ->
      case of_uri(fields) do
        Some(event) -> Ok(([encoded(event, agent, release, environment)], 0))
        None -> Err("no report")
      end
    _ -> Err("invalid json")
  end
end

# What both forms of a report say.
struct Report do
  kind :: String
  page :: String
  directive :: String
  blocked :: String
  source :: String
  line :: String
  policy :: String
  whole :: Json
end

# `report-uri`: one object under a name that tells what it is.
fn of_uri(body :: Json) -> Option<Report> do
  let kinds = ["csp-report", "expect-ct-report", "expect-staple-report", "known-pins"]
  let kind =
    Option.unwrap_or(List.find(kinds, fn name -> Option.is_some(present(body, name)) end), "")
  if kind == "" do
    None
  else
    let report = if kind == "known-pins" do body else object_or_empty(body, kind) end
    let say = fn name, most -> said(report, name, most) end
    let violated = List.head(String.split(say("violated-directive", 200), " "))
    Some(Report {
      kind: if kind == "csp-report" do "csp" else kind end,
      page: first_text([Some(say("document-uri", 1000)), Some(say("hostname", 255))]),
      directive: first_text([Some(say("effective-directive", 200)), Some(violated)]),
      blocked: say("blocked-uri", 1000),
      source: say("source-file", 1000),
      line: say("line-number", 20),
      policy: say("original-policy", 2000),
      whole: report
    })
  end
end

# Of the Reporting API: a list of reports with a type each.
fn of_api(report :: Json) -> Option<Report> do
  case or_null(report, "type") do
    JsonString(kind) -> do
      let body = object_or_empty(report, "body")
      let say = fn name, most -> said(body, name, most) end
      Some(Report {
        kind: if kind == "csp-violation" do "csp" else kept(kind, 50) end,
        page: first_text([Some(say("documentURL", 1000)), Some(said(report, "url", 1000))]),
        directive: first_text([
          Some(say("effectiveDirective", 200)),
          Some(say("id", 200)),
          Some(say("reason", 200))
        ]),
        blocked: say("blockedURL", 1000),
        source: say("sourceFile", 1000),
        line: say("lineNumber", 20),
        policy: say("originalPolicy", 2000),
        whole: body
      })
    end
    _ -> None
  end
end

fn said(value :: Json, name :: String, most :: Int) -> String do
  Option.map_or(present(value, name), "", fn found -> kept(as_text(found), most) end)
end

# `https://evil.example` of an address, or the word that stands instead of one.
fn origin_of(url :: String) -> String do
  case Regex.captures(~r/^([a-z][a-z0-9+.-]*:\/\/[^\/?#]+)/i, url) do
    Some([_, origin]) -> String.to_lower(origin)
    _ -> String.slice(Option.unwrap_or(List.first(String.split(url, ":")), ""), 0, 100)
  end
end

fn title_of(report :: Report) -> String do
  let blocked = origin_of(report.blocked)
  if report.kind == "csp" do
    "Blocked '${first_text([Some(report.directive), Some("unknown")])}' from '${first_text([Some(blocked), Some("unknown")])}'"
  else
    "Browser report '${report.kind}'${if report.directive == "" do "" else ": ${report.directive}" end}"
  end
end

fn encoded(report :: Report, agent :: String, release :: String, environment :: String) -> String do
  let tags = %{
    "report" => report.kind,
    "effective-directive" => report.directive,
    "blocked-uri" => origin_of(report.blocked)
  }
  let parts = ["browser-report", report.kind, report.directive, origin_of(report.blocked)]
  let event = %{
    "event_id" => JsonString(Ids.new_event_id()),
    "platform" => JsonString("javascript"),
    "logger" => JsonString("csp"),
    "level" => JsonString("warning"),
    "message" => JsonString(title_of(report)),
    "culprit" => JsonString(report.directive),
    "fingerprint" => JsonArray(List.map(parts, JsonString)),
    "tags" => JsonObject(
      Map.transform(Map.filter(tags, fn _, value -> value != "" end), JsonString)
    ),
    "request" => json {
      url: report.page,
      headers: JsonObject(%{"User-Agent" => JsonString(agent)})
    },
    "extra" => json {
      report: report.whole,
      source: report.source,
      line: report.line,
      policy: report.policy
    }
  }
  let said = Map.filter(%{"release" => release, "environment" => environment}, fn _, value ->
    value != ""
  end)
  Json.encode(JsonObject(Map.merge(event, Map.transform(said, JsonString))))
end
