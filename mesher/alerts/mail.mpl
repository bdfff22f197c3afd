##! Alerts by mail.

from Alerts.Messages import Notice
from Alerts.Outbox import Outcome
from Configuration import Config

## Sends a mail about an alert. `id` is the delivery's: a mail that comes twice can be recognised by its Message-ID.
pub fn send(_config :: Config, _id :: String, _to :: List<String>, _notice :: Notice, _millis :: Int) -> Outcome do
  Never("no mail server is set (MESHER_SMTP_URL)")
end
