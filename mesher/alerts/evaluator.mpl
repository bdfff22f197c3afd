##! Rules that look at how many events there are: thresholds, spikes, and new issues that wait for more events.

from Alerts.Rules import Condition
from Alerts.Store import Rule, Firing
from Ingestion.Items.Texts import pattern
from Storage.Clock import now
import Alerts.Rules
import Alerts.Store
import Alerts.Triggers

struct Waiting do
  rule_id :: String
  issue_id :: String
  event_id :: String
end deriving(Row)

fn minute() -> Int = 60000000

fn hour() -> Int = 3600000000

## Looks at all rules: how many fired. A rule that cannot be looked at does not keep the others from it.
pub fn evaluate(db :: Db) -> Int do
  let bounded = Db.with_timeout(db, 10000)
  case Store.enabled(bounded, [], ["threshold", "spike"]) do
    Err(error) -> do
      Log.error("rules cannot be read", json { error: "${error}" })
      0
    end
    Ok(rules) -> List.sum(List.map(rules, fn rule -> fired(bounded, rule) end)) + waiting(bounded)
  end
end

fn fired(db :: Db, rule :: Rule) -> Int do
  let found = case Result.and_then(Json.parse(rule.condition), Rules.condition_of) do
    Err(_) -> Ok([])
    Ok(condition) ->
      if condition.kind == "threshold" do
        threshold(db, rule, condition)
      else
        spike(db, rule, condition)
      end
  end
  counted(rule.id, Result.and_then(found, fn firings -> fire_all(db, rule.id, firings) end))
end

fn counted(rule_id :: String, done :: Result<Int, DbError>) -> Int do
  case done do
    Ok(count) -> count
    Err(error) -> do
      Log.error("a rule cannot be evaluated", json { rule: rule_id, error: "${error}" })
      0
    end
  end
end

fn fire_all(db :: Db, rule_id :: String, firings :: List<Firing>) -> Result<Int, DbError> do
  let fired = List.try_map(firings, fn firing ->
    Db.transaction(db, fn tx -> Store.fire(tx, rule_id, firing) end)
  end)?
  Ok(List.count(fired, fn one -> one end))
end

# ---- counting ---------------------------------------------------------------------------------------------------

# The events that a condition is about, since a time.
fn events(rule :: Rule, condition :: Condition, since :: Int) -> Sql do
  let tags = List.map(condition.tags, fn((name, value)) ->
    sql"AND tags LIKE ${pattern("${Json.encode(name)}:${Json.encode(value)}")} ESCAPE '\\'"
  end)
  let parts = [
    sql"FROM events WHERE project_id = ${rule.project_id} AND received_at > ${since}",
    one_of(sql"level", condition.levels),
    one_of(sql"environment", condition.environments),
    one_of(sql"release", condition.releases)
  ]
  Sql.join(parts ++ tags, sql" ")
end

fn one_of(column :: Sql, values :: List<String>) -> Sql do
  if List.is_empty(values) do Sql.empty() else sql"AND ${column} IN ${values}" end
end

# Whether there are more than so many; no more than that are counted, and none where the counts by the hour tell.
fn exceeds(
  db :: Db,
  rule :: Rule,
  condition :: Condition,
  since :: Int,
  most :: Int
) -> Result<Bool, DbError> do
  let by_hours :: Int = Db.value(db, sql"""
    SELECT CAST(coalesce(sum(events), 0) AS BIGINT) FROM project_hours
    WHERE project_id = ${rule.project_id} AND hour >= ${since / hour()} ${one_of(sql"level", condition.levels)}
    """)?
  if by_hours <= most do
    Ok(false)
  else
    let found = counted_up_to(db, events(rule, condition, since), most + 1)?
    Ok(found > most)
  end
end

fn counted_up_to(db :: Db, matching :: Sql, limit :: Int) -> Result<Int, DbError> do
  Db.value(db, sql"SELECT count(*) FROM (SELECT 1 AS one ${matching} LIMIT ${limit}) AS found")
end

# Issues with more than so many, with how many; those that had most by the hours are looked at, 50 of them.
fn busiest(
  db :: Db,
  rule :: Rule,
  condition :: Condition,
  since :: Int,
  most :: Int
) -> Result<List<(String, Int)>, DbError> do
  let candidates :: List<String> = Db.all(db, sql"""
    SELECT h.issue_id FROM issue_hours h JOIN issues i ON i.id = h.issue_id
    WHERE i.project_id = ${rule.project_id} AND i.last_seen > ${since} AND h.hour >= ${since / hour()}
    GROUP BY h.issue_id HAVING sum(h.events) > ${most} ORDER BY sum(h.events) DESC LIMIT 50
    """)?
  let matching = events(rule, condition, since)
  let counts = List.try_map(candidates, fn issue ->
    let found = counted_up_to(db, sql"${matching} AND issue_id = ${issue}", 1000000)?
    Ok((issue, found))
  end)?
  Ok(List.filter(counts, fn((_, count)) -> count > most end))
end

# ---- thresholds -------------------------------------------------------------------------------------------------

fn threshold(db :: Db, rule :: Rule, condition :: Condition) -> Result<List<Firing>, DbError> do
  let (most, minutes) = (condition.threshold, condition.window_minutes)
  let since = now() - minutes * minute()
  let message = "Event count exceeded ${most} in ${minutes} minutes"
  if condition.per_issue do
    let issues = busiest(db, rule, condition, since, most)?
    Ok(List.map(issues, fn((issue, count)) -> of_issue(issue, message, count) end))
  else
    let exceeded = exceeds(db, rule, condition, since, most)?
    Ok(if exceeded do [of_project(message)] else [] end)
  end
end

# The same occasion for processes that look in the same minute; the cool-down does the rest.
fn occasion(subject :: String) -> String = "${subject}@${now() / minute()}"

fn of_project(message :: String) -> Firing do
  Firing {
    occasion: occasion("project"),
    subject: "project",
    issue_id: "",
    message: message,
    details: %{}
  }
end

fn of_issue(issue_id :: String, message :: String, count :: Int) -> Firing do
  Firing {
    occasion: occasion(issue_id),
    subject: "issue:${issue_id}",
    issue_id: issue_id,
    message: "${message} for issue ${issue_id}",
    details: %{"count" => JsonInt(count)}
  }
end

# ---- spikes -----------------------------------------------------------------------------------------------------

fn spike(db :: Db, rule :: Rule, condition :: Condition) -> Result<List<Firing>, DbError> do
  let since = now() - hour()
  if condition.per_issue do
    let candidates = busiest(db, rule, condition, since, condition.least)?
    let firings =
      List.try_map(candidates, fn((issue, count)) -> issue_spike(db, condition, issue, count) end)?
    Ok(Option.values(firings))
  else
    let most = Math.max(condition.least, weekly(db, rule, condition)? * condition.factor / 168)
    let exceeded = exceeds(db, rule, condition, since, most)?
    Ok(if exceeded do [of_project("Event count of the last hour exceeded ${most}")] else [] end)
  end
end

fn issue_spike(
  db :: Db,
  condition :: Condition,
  issue :: String,
  count :: Int
) -> Result<Option<Firing>, DbError> do
  let this = now() / hour()
  let before :: Int = Db.value(db, sql"""
    SELECT CAST(coalesce(sum(events), 0) AS BIGINT) FROM issue_hours
    WHERE issue_id = ${issue} AND hour >= ${this - 168} AND hour < ${this - 1}
    """)?
  let most = Math.max(condition.least, before * condition.factor / 168)
  Ok(if count > most do
    Some(of_issue(issue, "Event count of the last hour exceeded ${most}", count))
  else
    None
  end)
end

# Events of the week before: by the hours where these tell enough, else counted.
fn weekly(db :: Db, rule :: Rule, condition :: Condition) -> Result<Int, DbError> do
  let this = now() / hour()
  if List.is_empty(condition.environments) and
      List.is_empty(condition.releases) and
      List.is_empty(condition.tags) do
    Db.value(db, sql"""
      SELECT CAST(coalesce(sum(events), 0) AS BIGINT) FROM project_hours WHERE project_id = ${rule.project_id}
        AND hour >= ${this - 168} AND hour < ${this - 1} ${one_of(sql"level", condition.levels)}
      """)
  else
    let matching = events(rule, condition, now() - 168 * hour())
    Db.value(db, sql"SELECT count(*) ${matching} AND received_at <= ${now() - hour()}")
  end
end

# ---- new issues that wait ---------------------------------------------------------------------------------------

# Those that have had enough events fire; those that had a day are given up.
fn waiting(db :: Db) -> Int do
  let given_up = Db.run(db, sql"DELETE FROM alert_waits WHERE created_at < ${now() - 24 * hour()}")
  let ready :: Result<List<Waiting>, DbError> = Db.all(db, sql"""
    SELECT w.rule_id, w.issue_id, w.event_id FROM alert_waits w JOIN issues i ON i.id = w.issue_id
    WHERE i.event_count >= w.wanted AND i.status = 'unresolved' LIMIT 500
    """)
  case Result.and_then(given_up, fn _ -> ready end) do
    Err(error) -> counted("", Err(error))
    Ok(all) -> List.sum(List.map(all, fn one -> counted(one.rule_id, enough(db, one)) end))
  end
end

fn enough(db :: Db, one :: Waiting) -> Result<Int, DbError> do
  Db.transaction(db, fn tx ->
    Db.run(
      tx,
      sql"DELETE FROM alert_waits WHERE rule_id = ${one.rule_id} AND issue_id = ${one.issue_id}"
    )?
    let fires =
      Store.fire(tx, one.rule_id, Triggers.about_issue("new_issue", one.issue_id, one.event_id))?
    Ok(if fires do 1 else 0 end)
  end)
end
