##! The test button: an alert that is none, delivered by each action of a rule, at once and by whoever asks.

from Alerts.Outbox import Delivery, Outcome
from Alerts.Rules import Action
from Alerts.Store import Rule
from Configuration import Config
from Storage.Clock import now
import Alerts.Channels
import Alerts.Courier
import Alerts.Outbox
import Alerts.Rules
import Alerts.Store

## Delivers a test alert by each action: what became of each. The alert is in the list, resolved.
pub fn run(db :: Db, config :: Config, rule :: Rule) -> Result<List<Json>, DbError> do
  let actions = Result.unwrap_or(Result.and_then(Json.parse(rule.actions), Rules.actions_of), [])
  let (alert_id, lease) = (Crypto.uuid7(), Crypto.uuid4())
  let deliveries = Db.transaction(db, fn tx ->
    Store.add_trial(tx, rule, alert_id)?
    List.try_map(Rules.sent(actions), fn action -> prepared(tx, rule, alert_id, action, lease) end)
  end)?
  let sender = Channels.sender(db, config)
  let outcomes = Job.map(deliveries, fn delivery -> Courier.attempt(sender, delivery) end)
  Ok(List.zip_with(deliveries, outcomes, shown))
end

# Taken at once and tried once: whoever presses the button waits for it.
fn prepared(
  tx :: Db,
  rule :: Rule,
  alert_id :: String,
  action :: Action,
  lease :: String
) -> Result<Delivery, DbError> do
  let id = Store.enqueue(tx, alert_id, rule.project_id, action, now())?
  Outbox.hold(tx, id, lease)
end

fn shown(delivery :: Delivery, outcome :: Result<Outcome, String>) -> Json do
  let (status, error) = case outcome do
    Ok(Delivered) -> ("delivered", "")
    Ok(Again(why)) | Ok(Never(why)) -> ("failed", why)
    Err(_) -> ("failed", "it broke off")
  end
  json {
    channel: delivery.channel,
    target: Rules.shown_target(delivery.target),
    status: status,
    error: error
  }
end
