##! What happened, by reference: for those who watch, and for what every process remembers.

pub type News do
  ## An event was stored.
  EventStored(EventNews)
  ## Something happened to an issue: `resolved`, `escalated`, `deleted`, ...
  IssueChanged(project_id :: String, issue_id :: String, action :: String)
  ## An alert was fired: the message for those who watch, `{"type":"alert",...}`.
  AlertFired(project_id :: String, message :: String)
  ## What is remembered of something is old: of `keys` or `projects`, and its id; "" for all of them.
  Forget(what :: String, id :: String)
end deriving(Json, Debug)

pub struct EventNews do
  project_id :: String
  issue_id :: String
  ## The id of its row.
  row_id :: String
  received_at :: Int
  is_new :: Bool
  ## Its issue had been resolved.
  regressed :: Bool
end deriving(Json, Debug)

## The project that it is about; "" when it is about none.
pub fn project_of(news :: News) -> String do
  case news do
    EventStored(event) -> event.project_id
    IssueChanged(project, _, _) | AlertFired(project, _) -> project
    Forget(_, _) -> ""
  end
end
