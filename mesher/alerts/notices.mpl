##! What a message about an alert is made of, read from the database when it is sent.

from Alerts.Messages import Notice, Subject
from Alerts.Store import Alert, Rule
import Alerts.Store

struct ProjectRow do
  id :: String
  number :: Int
  name :: String
end deriving(Row)

## An alert with its rule, project and issue; `None` when it is gone. `base` is the address of this Mesher.
pub fn of(db :: Db, base :: String, alert_id :: String) -> Result<Option<Notice>, DbError> do
  case Store.alert(db, alert_id)? do
    None -> Ok(None)
    Some(alert) -> do
      let project :: Option<ProjectRow> =
        Db.first(db, sql"SELECT id, number, name FROM projects WHERE id = ${alert.project_id}")?
      let issue :: Option<Subject> = Db.first(db, sql"""
        SELECT id, number, title, culprit, level, status, event_count, first_seen, last_seen FROM issues
        WHERE id = ${alert.issue_id}
        """)?
      let rule = Store.rule(db, alert.rule_id)?
      Ok(Option.map(project, fn known -> made(base, alert, rule, known, issue) end))
    end
  end
end

fn made(
  base :: String,
  alert :: Alert,
  rule :: Option<Rule>,
  project :: ProjectRow,
  issue :: Option<Subject>
) -> Notice do
  let snapshot = Result.unwrap_or(Json.parse(alert.condition_snapshot), JsonNull)
  let path = case issue do
    Some(known) -> "issues/${known.id}"
    None -> "projects/${project.number}/alerts"
  end
  Notice {
    alert: alert,
    rule_name: case rule do
      Some(known) -> known.name
      None -> Result.unwrap_or(Json.string(snapshot, ["rule_name"]), "")
    end,
    condition: Option.map_or(rule, snapshot, fn known ->
      Result.unwrap_or(Json.parse(known.condition), JsonNull)
    end),
    project_id: project.id,
    project_number: project.number,
    project_name: project.name,
    issue: issue,
    url: "${base}/${path}"
  }
end
