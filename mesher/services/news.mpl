##! What those who watch a project are told.

from Storage.Events import Entry, Change
from Ingestion.Event import environments
import Storage.Clock

pub type News do
  ## An event: its text is for those whose filters let its level and environments pass.
  EventNews(project_id :: String, level :: String, environments :: List<String>, text :: String)
  ## Something about an issue.
  IssueNews(project_id :: String, text :: String)
  ## How many issues are unresolved: a newer one replaces it.
  CountNews(project_id :: String, text :: String)
end deriving(Debug)

## An event that was stored, then the count, then the regression if there was one.
pub fn recorded(entry :: Entry, change :: Change, unresolved :: Int) -> List<News> do
  let event = entry.event
  let text = Json.encode(json { type: "event", issue_id: change.issue_id, data: with_facts(entry, change) })
  let both = [EventNews(entry.project_id, event.level, environments(event), text), count(entry.project_id, unresolved)]
  if change.regressed do List.append(both, changed(entry.project_id, change.issue_id, "regressed")) else both end
end

fn with_facts(entry :: Entry, change :: Change) -> Json do
  let facts = %{
    "id" => JsonString(entry.event.id),
    "title" => JsonString(entry.event.title),
    "received_at" => JsonString(Clock.shown(entry.received_at)),
    "new_issue" => JsonBool(change.is_new),
    "regression" => JsonBool(change.regressed)
  }
  case entry.event.data do
    JsonObject(fields) -> JsonObject(Map.merge(fields, facts))
    _ -> JsonObject(facts)
  end
end

## What happened to an issue.
pub fn changed(project_id :: String, issue_id :: String, action :: String) -> News do
  IssueNews(project_id, Json.encode(json { type: "issue", action: action, issue_id: issue_id }))
end

## How many issues of a project are unresolved.
pub fn count(project_id :: String, unresolved :: Int) -> News do
  CountNews(project_id, Json.encode(json { type: "issue_count", project_id: project_id, count: unresolved }))
end
