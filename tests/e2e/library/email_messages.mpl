# driver: email_messages.py
# Messages over SMTP: as they are, with a password, over TLS of both kinds; what servers refuse, and servers that are none.
fn port(name :: String) -> String = Env.get(name, "0")

fn mail() -> EmailMessage do
  let plain = Email.message(
    "Mesh <mesh@example.com>",
    ["ana@example.com", "Bob Ö <bob@example.com>"],
    "Größe\r\nBcc: eve@example.com",
    "Grüße,\n.\nEnde\n"
  )
  %{plain | message_id: Some("7@example.com"), headers: [("Auto-Submitted", "auto-generated")]}
end

fn attempt(label :: String, url :: String, message :: EmailMessage, millis :: Int) -> () do
  println("${label}: ${Email.send_trusting(url, message, millis, ["ca.pem"])}")
end

fn main() do
  attempt("plain", "smtp://127.0.0.1:${port("PLAIN")}", mail(), 30000)
  attempt(
    "html",
    "smtp://127.0.0.1:${port("PLAIN")}",
    %{mail() | html: Some("<p>Grüße</p>"), subject: "short", message_id: None},
    30000
  )
  attempt("password", "smtp://us%40er:p%3Aw@localhost:${port("PLAIN")}", mail(), 30000)
  attempt("wrong password", "smtp://user:wrong@127.0.0.1:${port("PLAIN")}", mail(), 30000)
  attempt("STARTTLS", "smtp+starttls://us%40er:p%3Aw@localhost:${port("STARTTLS")}", mail(), 30000)
  attempt("TLS", "smtps://us%40er:p%3Aw@localhost:${port("TLS")}", mail(), 30000)
  # A message that was taken is sent, whatever comes then.
  attempt("no goodbye", "smtp://127.0.0.1:${port("MUTE")}", mail(), 3000)
  attempt("no STARTTLS", "smtp+starttls://localhost:${port("PLAIN")}", mail(), 30000)
  attempt("spoken for", "smtp+starttls://localhost:${port("SPOKEN")}", mail(), 30000)
  println("not trusted: ${Email.send("smtps://localhost:${port("TLS")}", mail(), 30000)}")
  attempt("no TLS", "smtps://localhost:${port("PLAIN")}", mail(), 30000)
  attempt(
    "never",
    "smtp://127.0.0.1:${port("PLAIN")}",
    %{mail() | to: ["never@example.com"]},
    30000
  )
  attempt(
    "later",
    "smtp://127.0.0.1:${port("PLAIN")}",
    %{mail() | to: ["later@example.com"]},
    30000
  )
  attempt("silent", "smtp://127.0.0.1:${port("SILENT")}", mail(), 300)
  attempt("garbage", "smtp://127.0.0.1:${port("GARBAGE")}", mail(), 30000)
  attempt("closed", "smtp://127.0.0.1:${port("CLOSED")}", mail(), 30000)
  # Killed while it waits: the connection ends.
  let sender =
    spawn(fn -> attempt("not told", "smtp://127.0.0.1:${port("SILENT")}", mail(), 60000) end)
  Timer.sleep(300)
  Process.exit(sender, Killed)
  # Nothing is sent of these.
  for url in [
    "smtp://user:secret@mail.example.com",
    "http://mail.example.com",
    "smtp://",
    "mail.example.com",
    "smtp://host/path"
  ] do
    attempt("URL", url, mail(), 1000)
  end
  for bad in [
    %{mail() | from: "nobody"},
    %{mail() | to: []},
    %{mail() | to: ["ana@example.com\r\nRCPT TO:<eve@example.com>"]},
    %{mail() | headers: [("X-A", "b\r\nBcc: eve@example.com")]},
    %{mail() | headers: [("Bcc", "eve@example.com")]},
    %{mail() | message_id: Some("a\r\nb@c")}
  ] do
    attempt("message", "smtp://127.0.0.1:${port("PLAIN")}", bad, 1000)
  end
  println("${List.map(["ana@example.com", "ana", "Ana <ana@example.com>", "a@b.c\n"], Email.is_address)}")
end
