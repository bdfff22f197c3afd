##! E-mail: messages that are handed to an SMTP server.

## Why a message is not on its way.
pub type EmailError do
  ## The server said no, by this code and these words: from 400 on it may take it later, from 500 on it never will.
  Rejected(Int, String)
  ## Nobody takes connections there, or it broke off.
  Connect(String)
  ## It took too long.
  Timeout(String)
  ## The server's certificate is not to be trusted, or the handshake failed.
  Tls(String)
  ## What answers is no SMTP server, or cannot do what is asked of it.
  Protocol(String)
  ## The URL, an address or a header cannot be meant: nothing was sent.
  Invalid(String)
end deriving(Eq, Debug)

impl Display for EmailError do
  fn to_string(self) -> String do
    case self do
      Rejected(code, text) -> "${code} ${text}"
      EmailError.Connect(text) -> text
      EmailError.Timeout(text) -> text
      EmailError.Tls(text) -> text
      EmailError.Protocol(text) -> text
      EmailError.Invalid(text) -> text
    end
  end
end

## With `?`, an error becomes that of a function whose errors are texts.
impl From<EmailError> for String do
  fn from(error :: EmailError) -> String = error.to_string()
end

## A message. Addresses are `ana@example.com` or `Ana <ana@example.com>`.
pub struct EmailMessage do
  from :: String
  to :: List<String>
  ## Any text; a line end in it is a blank.
  subject :: String
  text :: String
  ## The same in HTML, for programs that show that.
  html :: Option<String>
  ## `something@host`, by which a message that is sent twice is known; one is made when there is none.
  message_id :: Option<String>
  ## Further headers: `[("Auto-Submitted", "auto-generated")]`.
  headers :: List<(String, String)>
end deriving(Eq, Debug)

## A message of text: `%{Email.message(from, to, subject, text) | html: Some(page)}` is one with more.
##
## ```mesh
## let message = Email.message("ana@example.com", ["Bo <bo@example.com>"], "Lunch", "At noon?")
## assert_eq message.to, ["Bo <bo@example.com>"]
## assert_eq message.html, None
## ```
pub fn message(
  from :: String,
  to :: List<String>,
  subject :: String,
  text :: String
) -> EmailMessage do
  EmailMessage {
    from: from,
    to: to,
    subject: subject,
    text: text,
    html: None,
    message_id: None,
    headers: []
  }
end

@extern("mesh_email_send")
fn hand_over(
  url :: String,
  from :: String,
  to :: List<String>,
  subject :: String,
  parts :: List<String>,
  id :: List<String>,
  headers :: List<String>,
  roots :: List<String>,
  millis :: Int
) -> Result<(), (Int, String)>

fn error_of(pair :: (Int, String)) -> EmailError do
  let (kind, text) = pair
  case kind do
    0 -> EmailError.Invalid(text)
    1 -> EmailError.Timeout(text)
    2 -> EmailError.Connect(text)
    3 -> EmailError.Tls(text)
    4 -> EmailError.Protocol(text)
    code -> Rejected(code, text)
  end
end

## Hands a message to an SMTP server, in at most so many milliseconds: `smtps://user:password@mail.example.com` with TLS from the start,
## `smtp+starttls://…` with TLS before anything is said, `smtp://…` without. Percent signs in user and password are decoded; a password goes
## over TLS, or to this machine. Only the calling actor waits; when it ends, the connection does.
##
## ```mesh
## let message = Email.message("ana@example.com", ["bo@example.com"], "Lunch", "At noon?")
## # Nobody listens at that port.
## assert Result.is_err(Email.send("smtp://127.0.0.1:1", message, 5000))
## ```
pub fn send(url :: String, message :: EmailMessage, millis :: Int) -> Result<(), EmailError> =
  send_trusting(url, message, millis, [])

## The same; the server's certificate may be signed by further roots, too: paths of PEM files, or what would stand in one.
##
## ```mesh
## let message = Email.message("ana@example.com", ["bo@example.com"], "Lunch", "At noon?")
## # Nobody listens at that port.
## assert Result.is_err(Email.send_trusting("smtp://127.0.0.1:1", message, 5000, []))
## ```
pub fn send_trusting(
  url :: String,
  message :: EmailMessage,
  millis :: Int,
  roots :: List<String>
) -> Result<(), EmailError> do
  let parts = case message.html do
    None -> [message.text]
    Some(html) -> [message.text, html]
  end
  let id = case message.message_id do
    None -> []
    Some(id) -> [id]
  end
  let headers =
    List.flat_map(message.headers, fn header -> [Tuple.first(header), Tuple.second(header)] end)
  let sent =
    hand_over(url, message.from, message.to, message.subject, parts, id, headers, roots, millis)
  Result.map_err(sent, error_of)
end

## Whether a text is one address without a name: `ana@example.com`.
##
## ```mesh
## assert Email.is_address("ana@example.com")
## assert not Email.is_address("Ana <ana@example.com>")
## ```
@extern("mesh_email_is_address")
@reads
pub fn is_address(text :: String) -> Bool
