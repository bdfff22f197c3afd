##! Sends one delivery by its channel. It may take its time: nobody else waits for it.

from Alerts.Messages import Notice
from Alerts.Outbox import Delivery, Outcome
from Alerts.Store import Rule
from Configuration import Config
import Alerts.Mail
import Alerts.Messages
import Alerts.Notices
import Alerts.Store

## What deliveries need: the client makes connections as the settings allow.
pub struct Sender do
  db :: Db
  config :: Config
  client :: HttpClient
end deriving()

## A sender. Redirects are not followed, and the own network is out of reach unless the settings say otherwise.
pub fn sender(db :: Db, config :: Config) -> Sender do
  let allowed = config.private_webhooks
  let options = %{Http.options() |
    private_addresses: allowed,
    redirects: 0,
    connect_ms: 3000,
    user_agent: "mesher"
  }
  Sender { db: db, config: config, client: Http.client_with(options) }
end

## How long a try may take, in milliseconds.
pub fn time_ms(channel :: String) -> Int = if channel == "email" do 20000 else 3000 end

## Sends a delivery: what became of it.
pub fn deliver(sender :: Sender, delivery :: Delivery) -> Outcome do
  case Notices.of(sender.db, sender.config.public_url, delivery.alert_id) do
    Err(error) -> Again("the database did not answer: ${error}")
    Ok(None) -> Never("the alert is gone")
    Ok(Some(notice)) -> do
      let target = Result.unwrap_or(Json.parse(delivery.target), JsonNull)
      let url = Result.unwrap_or(Json.string(target, ["url"]), "")
      case delivery.channel do
        "webhook" -> webhook(sender, delivery, notice, url)
        "slack" -> posted(sender, request(delivery, url, Json.encode(Messages.slack(notice))))
        "discord" -> posted(sender, request(delivery, url, Json.encode(Messages.discord(notice))))
        "teams" -> posted(sender, request(delivery, url, Json.encode(Messages.teams(notice))))
        "email" ->
          Mail.send(sender.config, delivery.id, addresses(target), notice, time_ms("email"))
        other -> Never("unknown channel ${other}")
      end
    end
  end
end

fn addresses(target :: Json) -> List<String> do
  let all = Result.unwrap_or(Json.list(target, ["to"]), [])
  List.filter_map(all, fn one ->
    case one do
      JsonString(address) -> Some(address)
      _ -> None
    end
  end)
end

fn webhook(sender :: Sender, delivery :: Delivery, notice :: Notice, url :: String) -> Outcome do
  case Store.rule(sender.db, notice.alert.rule_id) do
    Err(error) -> Again("the database did not answer: ${error}")
    Ok(None) -> Never("the rule was removed")
    Ok(Some(rule)) ->
      posted(sender, signed(delivery, rule, url, Json.encode(Messages.webhook(notice))))
  end
end

# Whoever knows the secret can tell who wrote it and when.
fn signed(delivery :: Delivery, rule :: Rule, url :: String, body :: String) -> HttpRequest do
  let seconds = DateTime.to_unix_secs(DateTime.utc_now())
  let signature = Crypto.hmac_sha256(rule.secret, "${seconds}.${body}")
  request(delivery, url, body)
    |> Http.header("X-Mesher-Timestamp", "${seconds}")
    |> Http.header("X-Mesher-Signature", "v1=${signature}")
end

fn request(delivery :: Delivery, url :: String, body :: String) -> HttpRequest do
  Http.build(:post, url)
    |> Http.json(body)
    |> Http.header("X-Mesher-Delivery", delivery.id)
    |> Http.timeout(time_ms(delivery.channel))
end

# Only the status matters: what the receiver writes is not read.
fn posted(sender :: Sender, message :: HttpRequest) -> Outcome do
  case Http.open_with(sender.client, message) do
    Ok(answer) -> do
      Http.close(answer)
      answered(answer.response.status)
    end
    Err(Forbidden(_)) -> Never("the address is not a public one")
    Err(Invalid(_)) -> Never("the address cannot be used")
    Err(error) -> Again(said(error))
  end
end

fn answered(status :: Int) -> Outcome do
  if status >= 200 and status < 300 do
    Delivered
  else if status == 410 do
    Never("the receiver wants no more (status 410)")
  else if status >= 300 and status < 400 do
    Again("the receiver redirects (status ${status}), which is not followed")
  else
    Again("the receiver answered with status ${status}")
  end
end

# Without what it says of addresses.
fn said(error :: HttpError) -> String do
  case error do
    Timeout(_) -> "the receiver took too long"
    Dns(_) -> "the receiver's name leads to no address"
    Connect(_) -> "nobody takes connections there"
    Tls(_) -> "the receiver's certificate is not trusted"
    _ -> "the receiver does not speak HTTP"
  end
end
