##! Rules and alerts in the database, and what is to be sent for each: all in one transaction with what caused it.

from Alerts.Rules import Action
from Storage.Clock import now
from Streaming.News import News
import Alerts.Rules
import Figures
import Streaming.Transport

## A rule's row.
pub struct Rule do
  id :: String
  project_id :: String
  name :: String
  condition_type :: String
  condition :: String
  actions :: String
  secret :: String
  enabled :: Bool
  cooldown_minutes :: Int
  last_fired_at :: Option<Int>
  burst_at :: Int
  burst :: Int
  held_back :: Int
  created_at :: Int
end deriving(Row, Debug)

## What makes a rule fire.
pub struct Firing do
  ## What it is about, once for each rule: the row of an event, say.
  occasion :: String
  ## What the cool-down is for.
  subject :: String
  ## "" where it is about no issue.
  issue_id :: String
  message :: String
  ## What the snapshot holds beside the condition's type and the rule's name.
  details :: Map<String, Json>
end deriving(Debug)

fn rules_most() -> Int = 100

fn burst_us() -> Int = 300000000

fn burst_most() -> Int = 30

pub fn rule_columns() -> Sql do
  sql"""
    id, project_id, name, condition_type, condition, actions, secret, enabled, cooldown_minutes, last_fired_at, burst_at, burst,
    held_back, created_at
    """
end

# ---- rules ------------------------------------------------------------------------------------------------------

pub fn rules_of(db :: Db, project_id :: String) -> Result<List<Rule>, DbError> do
  Db.all(
    db,
    sql"SELECT ${rule_columns()} FROM alert_rules WHERE project_id = ${project_id} ORDER BY created_at DESC, id DESC"
  )
end

pub fn rule(db :: Db, id :: String) -> Result<Option<Rule>, DbError> do
  Db.first(db, sql"SELECT ${rule_columns()} FROM alert_rules WHERE id = ${id}")
end

## The enabled rules of these types; of these projects, or of all with no project. Always in the same order, so that those who
## change several wait for each other and never in a circle.
pub fn enabled(
  db :: Db,
  projects :: List<String>,
  types :: List<String>
) -> Result<List<Rule>, DbError> do
  let where_project =
    if List.is_empty(projects) do Sql.empty() else sql"AND project_id IN ${projects}" end
  Db.all(db, sql"""
    SELECT ${rule_columns()} FROM alert_rules
    WHERE enabled = TRUE AND condition_type IN ${types} ${where_project} ORDER BY id LIMIT 5000
    """)
end

## A new rule, disabled or not: its id and its secret; `None` when the project has as many as it may.
pub fn create(
  db :: Db,
  project_id :: String,
  name :: String,
  condition :: Json,
  actions :: Json,
  is_enabled :: Bool,
  cooldown :: Int
) -> Result<Option<(String, String)>, DbError> do
  let count :: Int =
    Db.value(db, sql"SELECT count(*) FROM alert_rules WHERE project_id = ${project_id}")?
  if count >= rules_most() do
    Ok(None)
  else
    let (id, secret) = (Crypto.uuid7(), Crypto.random_hex(32))
    Db.run(db, sql"""
      INSERT INTO alert_rules (id, project_id, name, condition_type, condition, actions, secret, enabled, cooldown_minutes,
      burst_at,
        burst, held_back, created_at)
      VALUES (${id}, ${project_id}, ${name}, ${type_of(condition)}, ${Json.encode(condition)}, ${Json.encode(actions)}, ${secret},
        ${is_enabled}, ${cooldown}, 0, 0, 0, ${now()})
      """)?
    Ok(Some((id, secret)))
  end
end

fn type_of(condition :: Json) -> String =
  Result.unwrap_or(Json.string(condition, ["condition_type"]), "")

## Changes a rule: the number of rules that changed.
pub fn change(
  db :: Db,
  id :: String,
  name :: String,
  condition :: Json,
  actions :: Json,
  is_enabled :: Bool,
  cooldown :: Int
) -> Result<Int, DbError> do
  Db.run(db, sql"""
    UPDATE alert_rules SET name = ${name}, condition_type = ${type_of(condition)}, condition = ${Json.encode(condition)},
      actions = ${Json.encode(actions)}, enabled = ${is_enabled}, cooldown_minutes = ${cooldown}
    WHERE id = ${id}
    """)
end

pub fn toggle(db :: Db, id :: String, is_enabled :: Bool) -> Result<Int, DbError> do
  Db.run(db, sql"UPDATE alert_rules SET enabled = ${is_enabled} WHERE id = ${id}")
end

## Removes a rule. Its alerts stay; what was not sent yet is not sent.
pub fn delete(db :: Db, id :: String) -> Result<Int, DbError> do
  Db.transaction(db, fn tx ->
    Db.run(tx, sql"""
      UPDATE alert_deliveries SET status = 'failed', error = 'the rule was removed'
      WHERE status = 'waiting' AND alert_id IN (SELECT id FROM alerts WHERE rule_id = ${id})
      """)?
    Db.run(tx, sql"DELETE FROM alert_rules WHERE id = ${id}")
  end)
end

# ---- firing -----------------------------------------------------------------------------------------------------

## Lets a rule fire, unless it did for this occasion, cools down, or fires too often: whether there is an alert. The rule's row is
## changed first, so of several processes the second waits and then sees what the first one did.
pub fn fire(tx :: Db, rule_id :: String, firing :: Firing) -> Result<Bool, DbError> do
  let held :: Option<Rule> = Db.first(tx, sql"""
    UPDATE alert_rules SET burst = burst WHERE id = ${rule_id} AND enabled = TRUE RETURNING ${rule_columns()}
    """)?
  case held do
    None -> Ok(false)
    Some(rule) -> do
      let at = now()
      let cooling = cools(tx, rule, firing.subject, at)?
      if cooling do Ok(false) else within_burst(tx, rule, firing, at) end
    end
  end
end

fn cools(tx :: Db, rule :: Rule, subject :: String, at :: Int) -> Result<Bool, DbError> do
  let last :: Option<Int> = Db.first(tx, sql"""
    SELECT triggered_at FROM alerts WHERE rule_id = ${rule.id} AND subject = ${subject} ORDER BY triggered_at DESC LIMIT 1
    """)?
  # One in the future comes of a clock that was put back.
  Ok(Option.map_or(last, false, fn before ->
    before > at - rule.cooldown_minutes * 60000000 and before <= at + 60000000
  end))
end

fn within_burst(tx :: Db, rule :: Rule, firing :: Firing, at :: Int) -> Result<Bool, DbError> do
  let is_fresh = at - rule.burst_at >= burst_us() or at < rule.burst_at
  let (since, count) = if is_fresh do (at, 1) else (rule.burst_at, rule.burst + 1) end
  if count > burst_most() do
    Db.run(tx, sql"UPDATE alert_rules SET held_back = held_back + 1 WHERE id = ${rule.id}")?
    Ok(false)
  else
    let alert_id = Crypto.uuid7()
    let added = Db.run(tx, insert(rule, firing, alert_id, at))?
    if added == 1 do
      Db.run(tx, sql"""
        UPDATE alert_rules SET last_fired_at = ${at}, burst_at = ${since}, burst = ${count} WHERE id = ${rule.id}
        """)?
      send_all(tx, rule, firing, alert_id, at)?
      Figures.alerts(rule.condition_type).increment()
      Ok(true)
    else
      Ok(false)
    end
  end
end

fn insert(rule :: Rule, firing :: Firing, alert_id :: String, at :: Int) -> Sql do
  let snapshot = JsonObject(Map.merge(firing.details, %{
    "condition_type" => JsonString(rule.condition_type),
    "rule_name" => JsonString(rule.name)
  }))
  sql"""
    INSERT INTO alerts (id, rule_id, project_id, issue_id, occasion, subject, status, message, condition_snapshot, triggered_at)
    VALUES (${alert_id}, ${rule.id}, ${rule.project_id}, ${firing.issue_id}, ${firing.occasion}, ${firing.subject}, 'active',
      ${firing.message}, ${Json.encode(snapshot)}, ${at})
    ON CONFLICT (rule_id, occasion) DO NOTHING
    """
end

## Adds an alert that only shows how alerts of a rule come.
pub fn add_trial(tx :: Db, rule :: Rule, alert_id :: String) -> Result<(), DbError> do
  let firing = Firing {
    occasion: "test:${alert_id}",
    subject: "test",
    issue_id: "",
    message: "Test of rule ${rule.name}",
    details: %{"test" => JsonBool(true)}
  }
  let at = now()
  Db.run(tx, insert(rule, firing, alert_id, at))?
  Db.run(
    tx,
    sql"UPDATE alerts SET status = 'resolved', resolved_at = ${at} WHERE id = ${alert_id}"
  )?
  Ok(())
end

# Those who watch are told in any case, when the transaction is over; what else the rule wants goes into the outbox.
fn send_all(
  tx :: Db,
  rule :: Rule,
  firing :: Firing,
  alert_id :: String,
  at :: Int
) -> Result<(), DbError> do
  let text = Json.encode(json {
    type: "alert",
    alert_id: alert_id,
    rule_name: rule.name,
    condition: rule.condition_type,
    message: firing.message
  })
  Transport.publish(tx, [AlertFired(rule.project_id, text)])?
  let wanted = Result.unwrap_or(Result.and_then(Json.parse(rule.actions), Rules.actions_of), [])
  List.try_each(Rules.sent(wanted), fn action ->
    let _ = enqueue(tx, alert_id, rule.project_id, action, at)?
    Ok(())
  end)
end

## Puts a delivery into the outbox: its id.
pub fn enqueue(
  tx :: Db,
  alert_id :: String,
  project_id :: String,
  action :: Action,
  at :: Int
) -> Result<String, DbError> do
  let id = Crypto.uuid7()
  let (channel, target) = Rules.target_of(action)
  Db.run(tx, sql"""
    INSERT INTO alert_deliveries (id, alert_id, project_id, channel, target, status, attempts, next_at, lease, lease_until, error,
      created_at)
    VALUES (${id}, ${alert_id}, ${project_id}, ${channel}, ${Json.encode(target)}, 'waiting', 0, ${at}, '', 0, '', ${at})
    """)?
  Ok(id)
end

# ---- alerts -----------------------------------------------------------------------------------------------------

## An alert's row, with the name that its rule has or had.
pub struct Alert do
  id :: String
  rule_id :: String
  project_id :: String
  issue_id :: String
  status :: String
  message :: String
  condition_snapshot :: String
  triggered_at :: Int
  acknowledged_at :: Option<Int>
  resolved_at :: Option<Int>
end deriving(Row, Debug)

pub fn alert_columns() -> Sql do
  sql"""
    id, rule_id, project_id, issue_id, status, message, condition_snapshot, triggered_at, acknowledged_at, resolved_at
    """
end

## The newest 50 of a project, with a status or with any ("").
pub fn alerts_of(
  db :: Db,
  project_id :: String,
  status :: String
) -> Result<List<Alert>, DbError> do
  let with_status = if status == "" do Sql.empty() else sql"AND status = ${status}" end
  Db.all(db, sql"""
    SELECT ${alert_columns()} FROM alerts
    WHERE project_id = ${project_id} ${with_status} ORDER BY triggered_at DESC, id DESC LIMIT 50
    """)
end

pub fn alert(db :: Db, id :: String) -> Result<Option<Alert>, DbError> do
  Db.first(db, sql"SELECT ${alert_columns()} FROM alerts WHERE id = ${id}")
end

## The number of alerts that changed.
pub fn acknowledge(db :: Db, id :: String) -> Result<Int, DbError> do
  Db.run(
    db,
    sql"UPDATE alerts SET status = 'acknowledged', acknowledged_at = ${now()} WHERE id = ${id} AND status = 'active'"
  )
end

pub fn resolve(db :: Db, id :: String) -> Result<Int, DbError> do
  Db.run(
    db,
    sql"UPDATE alerts SET status = 'resolved', resolved_at = ${now()} WHERE id = ${id} AND status <> 'resolved'"
  )
end

## Resolves what is about a subject that is well again.
pub fn resolve_subject(tx :: Db, project_id :: String, subject :: String) -> Result<Int, DbError> do
  Db.run(tx, sql"""
    UPDATE alerts SET status = 'resolved', resolved_at = ${now()}
    WHERE project_id = ${project_id} AND subject = ${subject} AND status <> 'resolved'
    """)
end

## Removes alerts that are older.
pub fn purge(db :: Db, project_id :: String, before :: Int) -> Result<Int, DbError> do
  Db.run(db, sql"DELETE FROM alerts WHERE project_id = ${project_id} AND triggered_at < ${before}")
end
