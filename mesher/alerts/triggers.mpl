##! What happens to issues and monitors, for the rules that wait for it. It runs in the transaction that stores the event, so that
##! no alert is lost and none is told twice.

from Alerts.Rules import Condition
from Alerts.Store import Rule, Firing
from Storage.Clock import now
import Alerts.Rules
import Alerts.Store

## A stored event and what it did to its issue.
pub struct Happened do
  project_id :: String
  issue_id :: String
  ## The row of the event.
  event_id :: String
  is_new :: Bool
  regressed :: Bool
  ## What the event says, for the conditions of rules.
  level :: String
  environment :: String
  release :: String
  ## A JSON object of texts.
  tags :: Json
end deriving(Debug)

## Notes what the enabled rules of the projects are to tell.
pub fn recorded(tx :: Db, happened :: List<Happened>) -> Result<(), DbError> do
  let notable = List.filter(happened, fn one -> one.is_new or one.regressed end)
  if List.is_empty(notable) do
    Ok(())
  else
    let projects = List.unique(List.map(notable, fn one -> one.project_id end))
    let rules = Store.enabled(tx, projects, ["new_issue", "regression"])?
    List.try_each(rules, fn rule -> tell_all(tx, rule, notable) end)
  end
end

# A rule that cannot be followed does not take the events with it: what it did is taken back alone. A database that is busy or
# gone is the events' matter, too.
fn tell_all(tx :: Db, rule :: Rule, notable :: List<Happened>) -> Result<(), DbError> do
  case condition(rule) do
    None -> Ok(())
    Some(wanted) ->
      case Db.transaction(tx, fn own ->
        List.try_each(notable, fn one -> told(own, rule, wanted, one) end)
      end) do
        Err(Busy) -> Err(Busy)
        Err(DbError.Timeout) -> Err(DbError.Timeout)
        Err(Unavailable(why)) -> Err(Unavailable(why))
        Err(error) -> do
          Log.error("a rule cannot be followed", json { rule: rule.id, error: "${error}" })
          Ok(())
        end
        Ok(_) -> Ok(())
      end
  end
end

# What is kept can be read, unless somebody else wrote it.
fn condition(rule :: Rule) -> Option<Condition> do
  Result.ok(Result.and_then(Json.parse(rule.condition), Rules.condition_of))
end

fn told(tx :: Db, rule :: Rule, wanted :: Condition, one :: Happened) -> Result<(), DbError> do
  let happens = if wanted.kind == "new_issue" do one.is_new else one.regressed end
  if happens and
      rule.project_id == one.project_id and
      Rules.lets(wanted, one.level, one.environment, one.release, one.tags) do
    if wanted.kind == "new_issue" and wanted.count > 1 do
      wait(tx, rule, wanted, one)
    else
      Store.fire(tx, rule.id, about_issue(wanted.kind, one.issue_id, one.event_id))?
      Ok(())
    end
  else
    Ok(())
  end
end

## The firing of a rule for an issue, because of an event.
pub fn about_issue(kind :: String, issue_id :: String, event_id :: String) -> Firing do
  Firing {
    occasion: event_id,
    subject: "issue:${issue_id}",
    issue_id: issue_id,
    message: "${kind} detected for issue ${issue_id}",
    details: %{"event_id" => JsonString(event_id)}
  }
end

# Until it has had as many events as the rule wants. The rule's row is held meanwhile: somebody may remove it at this moment.
fn wait(tx :: Db, rule :: Rule, wanted :: Condition, one :: Happened) -> Result<(), DbError> do
  if Db.run(
        tx,
        sql"UPDATE alert_rules SET burst = burst WHERE id = ${rule.id} AND enabled = TRUE"
      )? ==
      1 do
    Db.run(tx, sql"""
      INSERT INTO alert_waits (rule_id, issue_id, event_id, wanted, created_at)
      VALUES (${rule.id}, ${one.issue_id}, ${one.event_id}, ${wanted.count}, ${now()})
      ON CONFLICT (rule_id, issue_id) DO NOTHING
      """)?
    Ok(())
  else
    Ok(())
  end
end

# ---- monitors ---------------------------------------------------------------------------------------------------

fn of_monitor(environment_id :: String) -> String = "monitor:${environment_id}"

## A monitor begins to fail in an environment: `how` is `missed`, `timeout` or `error`.
pub fn monitor_failed(
  tx :: Db,
  project_id :: String,
  slug :: String,
  environment :: String,
  how :: String,
  environment_id :: String,
  at :: Int
) -> Result<(), DbError> do
  let rules = Store.enabled(tx, [project_id], ["missed_checkin"])?
  let firing = Firing {
    occasion: "${environment_id}:${at}",
    subject: of_monitor(environment_id),
    issue_id: "",
    message: "Monitor ${slug} ${said(how)} in ${environment}",
    details: %{
      "monitor" => JsonString(slug),
      "environment" => JsonString(environment),
      "status" => JsonString(how)
    }
  }
  List.try_each(rules, fn rule ->
    case condition(rule) do
      Some(wanted) when concerns(wanted, slug, environment) -> do
        Store.fire(tx, rule.id, firing)?
        Ok(())
      end
      _ -> Ok(())
    end
  end)
end

fn said(how :: String) -> String do
  case how do
    "missed" -> "missed its check-in"
    "timeout" -> "ran for too long"
    _ -> "failed"
  end
end

fn concerns(wanted :: Condition, slug :: String, environment :: String) -> Bool do
  (List.is_empty(wanted.monitors) or List.contains(wanted.monitors, slug)) and
    (List.is_empty(wanted.environments) or List.contains(wanted.environments, environment))
end

## It works again: its alerts are resolved.
pub fn monitor_recovered(
  tx :: Db,
  project_id :: String,
  environment_id :: String
) -> Result<(), DbError> do
  Store.resolve_subject(tx, project_id, of_monitor(environment_id))?
  Ok(())
end
