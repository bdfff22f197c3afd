##! Alerts by mail.

from Alerts.Messages import Notice
from Alerts.Outbox import Outcome
from Configuration import Config
import Alerts.Messages
import Configuration

## Whether mail can go out by the settings; otherwise what is missing.
pub fn usable(config :: Config) -> Result<(), String> do
  if Config.reveal(config.smtp_url) == "" do
    Err("mail cannot be sent: MESHER_SMTP_URL is not set")
  else
    Ok(())
  end
end

## Sends a mail about an alert. `id` is the delivery's: a mail that comes twice can be recognised by its Message-ID.
pub fn send(
  config :: Config,
  id :: String,
  to :: List<String>,
  notice :: Notice,
  millis :: Int
) -> Outcome do
  case (usable(config), roots(config)) do
    (Err(reason), _) -> Never(reason)
    (_, Err(reason)) -> Again(reason)
    (Ok(_), Ok(trusted)) -> do
      let sender = Option.unwrap_or(Configuration.mail_sender(config.mail_from), config.mail_from)
      let plain = Email.message(sender, to, Messages.headline(notice), Messages.mail(notice))
      # Programs that answer mail by themselves leave those alone that say so.
      let message = %{plain |
        message_id: Some("${id}@mesher"),
        headers: [("Auto-Submitted", "auto-generated")]
      }
      case Email.send_trusting(Config.reveal(config.smtp_url), message, millis, trusted) do
        Ok(_) -> Delivered
        Err(error) -> failed(error)
      end
    end
  end
end

# Read for each mail: the file may be renewed while the server runs, and is not whole just then.
fn roots(config :: Config) -> Result<List<String>, String> do
  if config.smtp_ca == "" do
    Ok([])
  else
    let found = Configuration.certificates(config.smtp_ca)
    Result.map(
      Result.map_err(found, fn _ -> "the certificates of MESHER_SMTP_CA cannot be read" end),
      fn text -> [text] end
    )
  end
end

# Without what a server says of itself, but for its code.
fn failed(error :: EmailError) -> Outcome do
  case error do
    Rejected(code, _) when code >= 500 -> Never("the mail server refused it (${code})")
    Rejected(code, _) -> Again("the mail server is not ready (${code})")
    EmailError.Timeout(_) -> Again("the mail server took too long")
    EmailError.Connect(_) -> Again("nobody takes connections at the mail server, or it went away")
    EmailError.Tls(_) ->
      Again("the mail server's certificate is not trusted, or there is no TLS with it")
    EmailError.Protocol(_) ->
      Again("the mail server does not speak SMTP, or cannot do what is asked of it")
    EmailError.Invalid(_) ->
      Never("the mail server's address, its certificates, the sender or a receiver cannot be used")
  end
end
