##! Alerts by mail, over SMTP without TLS: to a server on this machine or its network, which passes them on.

from Alerts.Messages import Notice
from Alerts.Outbox import Outcome
from Configuration import Config
import Alerts.Messages

## Whether mail can go out by the settings; otherwise what is missing.
pub fn usable(config :: Config) -> Result<(), String> do
  if Config.reveal(config.smtp_url) == "" do Err("mail cannot be sent: MESHER_SMTP_URL is not set") else Ok(()) end
end

## Sends a mail about an alert. `id` is the delivery's: a mail that comes twice can be recognised by its Message-ID.
pub fn send(config :: Config, id :: String, to :: List<String>, notice :: Notice, millis :: Int) -> Outcome do
  case usable(config) do
    Err(reason) -> Never(reason)
    Ok(_) -> case Url.parse(Config.reveal(config.smtp_url)) do
      Err(_) -> Never("the mail server's address cannot be used")
      Ok(url) -> do
        let sent = dialogue(url, config.mail_from, to, letter(config.mail_from, to, id, notice), Timer.now() + millis)
        case sent do
          Ok(_) -> Delivered
          Err(outcome) -> outcome
        end
      end
    end
  end
end

# ---- the letter -------------------------------------------------------------------------------------------------

# `a@example.com` of that, or of `Name <a@example.com>`.
fn address_of(text :: String) -> String do
  case Regex.captures(~r/<([^<>\s]+)>\s*$/, text) do
    Some([_, address]) -> address
    _ -> String.trim(text)
  end
end

fn letter(from :: String, to :: List<String>, id :: String, notice :: Notice) -> String do
  let date = Result.unwrap_or(DateTime.format(DateTime.utc_now(), "%a, %d %b %Y %H:%M:%S +0000"), "")
  let name = String.trim(Regex.replace(~r/<[^<>]*>\s*$/, from, ""))
  let sender = if name == "" or name == from do address_of(from) else "${words(name)} <${address_of(from)}>" end
  let headers = [
    "From: ${sender}",
    "To: ${String.join(to, ",\r\n ")}",
    "Subject: ${words(Messages.headline(notice))}",
    "Date: ${date}",
    "Message-ID: <${id}@mesher>",
    "Auto-Submitted: auto-generated",
    "MIME-Version: 1.0",
    "Content-Type: text/plain; charset=utf-8",
    "Content-Transfer-Encoding: base64"
  ]
  String.join(headers ++ [""] ++ lines(Base64.encode(Messages.mail(notice))) ++ [""], "\r\n")
end

# As encoded words of RFC 2047: whatever the text is, it begins no header.
fn words(text :: String) -> String do
  let parts = List.chunks(String.characters(text), 10)
  String.join(List.map(parts, fn part -> "=?UTF-8?B?${Base64.encode(String.join(part, ""))}?=" end), "\r\n ")
end

fn lines(text :: String) -> List<String> do
  let count = (String.byte_length(text) + 75) / 76
  for n in 0..count do String.byte_slice(text, n * 76, Math.min(n * 76 + 76, String.byte_length(text))) end
end

# ---- the dialogue -----------------------------------------------------------------------------------------------

fn dialogue(url :: Url, from :: String, to :: List<String>, text :: String, until :: Int) -> Result<(), Outcome> do
  let host = Option.unwrap_or(Url.host(url), "")
  let conn = Result.map_err(Tcp.connect(host, Option.unwrap_or(Url.port(url), 25), left(until)), fn _ ->
    Again("nobody takes connections at the mail server")
  end)?
  let done = said(conn, url, from, to, text, until)
  Tcp.close(conn)
  done
end

fn left(until :: Int) -> Int = Math.max(1, until - Timer.now())

fn said(conn :: TcpConn, url :: Url, from :: String, to :: List<String>, text :: String, until :: Int) -> Result<(), Outcome> do
  reply(conn, until)?
  ask(conn, "EHLO mesher", until)?
  sign_in(conn, url, until)?
  ask(conn, "MAIL FROM:<${address_of(from)}>", until)?
  received(List.map(to, fn address -> ask(conn, "RCPT TO:<${address}>", until) end))?
  ask(conn, "DATA", until)?
  ask(conn, text <> ".", until)?
  # It was taken: whatever comes now, it is not sent again.
  let _ = ask(conn, "QUIT", until)
  Ok(())
end

# One receiver that is refused for good does not keep the others from it; while one may be taken later, nothing is sent yet.
fn received(answers :: List<Result<(), Outcome>>) -> Result<(), Outcome> do
  let refusals = List.filter_map(answers, fn answer -> Result.err(answer) end)
  let later = List.find(refusals, fn outcome ->
    case outcome do
      Again(_) -> true
      _ -> false
    end
  end)
  case (later, refusals) do
    (Some(outcome), _) -> Err(outcome)
    (None, first :: _) when List.length(refusals) == List.length(answers) -> Err(first)
    _ -> Ok(())
  end
end

# With a user in the address. There is no TLS: a password goes to this machine only.
fn sign_in(conn :: TcpConn, url :: Url, until :: Int) -> Result<(), Outcome> do
  case Url.username(url) do
    Some(user) when user != "" -> if is_here(conn) do
      let decoded = fn part -> Result.unwrap_or(Url.decode(part), part) end
      let secret = "\0${decoded(user)}\0${decoded(Option.unwrap_or(Url.password(url), ""))}"
      ask(conn, "AUTH PLAIN ${Base64.encode(secret)}", until)
    else
      Err(Never("a password is not sent to another machine without TLS"))
    end
    _ -> Ok(())
  end
end

fn is_here(conn :: TcpConn) -> Bool = Regex.is_match(~r/^(?:127\.|\[?::1)/, Tcp.peer(conn))

fn ask(conn :: TcpConn, line :: String, until :: Int) -> Result<(), Outcome> do
  Tcp.set_timeout(conn, left(until))
  Result.map_err(Tcp.write(conn, line <> "\r\n"), fn _ -> gone() end)?
  reply(conn, until)
end

fn gone() -> Outcome = Again("the mail server went away or took too long")

# The last line of a reply has a blank behind its code.
fn reply(conn :: TcpConn, until :: Int) -> Result<(), Outcome> do
  Tcp.set_timeout(conn, left(until))
  case Tcp.read_line(conn, 4096) do
    Ok(Some(line)) when Timer.now() < until -> case Regex.captures(~r/^([2-5])([0-9]{2})(-?)/, line) do
      Some([_, _, _, "-"]) -> reply(conn, until)
      Some([_, "5", rest, _]) -> Err(Never("the mail server refused it (5${rest})"))
      Some([_, "4", rest, _]) -> Err(Again("the mail server is not ready (4${rest})"))
      Some(_) -> Ok(())
      None -> Err(Again("the mail server does not speak SMTP"))
    end
    _ -> Err(gone())
  end
end
