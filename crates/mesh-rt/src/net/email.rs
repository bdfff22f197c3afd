//! E-mail: a message is put together and handed to a server over SMTP.

use std::fmt::Display;
use std::str::FromStr;
use std::time::Duration;

use lettre::message::header::{ContentTransferEncoding, ContentType, HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart, SinglePart};
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::DEFAULT_MECHANISMS;
use lettre::transport::smtp::client::AsyncSmtpConnection;
use lettre::{Address, Message};

use super::smtp::{self, Server};

/// What is to be sent.
#[derive(Clone, Debug)]
pub struct Mail {
    pub from: String,
    pub to: Vec<String>,
    pub subject: String,
    pub text: String,
    pub html: Option<String>,
    pub message_id: Option<String>,
    pub headers: Vec<(String, String)>,
}

/// Why a message is not on its way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// The URL, an address or a header cannot be meant: nothing was sent.
    Invalid(String),
    Timeout(String),
    Connect(String),
    Tls(String),
    /// What answers is no SMTP server, or cannot do what is asked of it.
    Protocol(String),
    /// The server's code, and its words.
    Rejected(u16, String),
}

/// Headers that a message has by itself.
const OWN: [&str; 10] =
    ["from", "to", "cc", "bcc", "sender", "subject", "date", "message-id", "mime-version", "return-path"];

/// How long the end of a connection is waited for.
const GOODBYE: Duration = Duration::from_secs(1);

/// Hands a message to the server that a URL names, in so much time.
pub async fn send(url: String, mail: Mail, roots: Vec<String>, time: Duration) -> Result<(), Failure> {
    let server = Server::parse(&url)?;
    let message = message(mail)?;
    let sending = async {
        let mut connection = smtp::connect(&server, roots).await?;
        let sent = hand_over(&mut connection, &server, &message).await;
        Ok((connection, sent))
    };
    let Ok(connected) = tokio::time::timeout(time, sending).await else {
        let (host, millis) = (&server.host, time.as_millis());
        return Err(Failure::Timeout(format!("{host} did not take the message within {millis} ms")));
    };
    let (mut connection, sent) = connected?;
    // A message that was taken is on its way, however long its server takes to say goodbye.
    let _ = tokio::time::timeout(GOODBYE, connection.abort()).await;
    sent.map_err(|error| smtp::understood(&error, &server.host))
}

async fn hand_over(connection: &mut AsyncSmtpConnection, server: &Server, message: &Message) -> Result<(), Error> {
    if let Some(credentials) = &server.credentials {
        connection.auth(DEFAULT_MECHANISMS, credentials).await?;
    }
    connection.send(message.envelope(), &message.formatted()).await.map(drop)
}

/// Whether a text is one address: no name, no list, no line end.
pub fn is_address(text: &str) -> bool {
    Address::from_str(text).is_ok()
}

pub fn invalid(what: impl Display) -> Failure {
    Failure::Invalid(what.to_string())
}

fn mailbox(text: &str) -> Result<Mailbox, Failure> {
    let wrong = || invalid(format!("`{}` is no address", text.escape_debug()));
    if text.chars().any(char::is_control) {
        return Err(wrong());
    }
    text.parse().map_err(|_| wrong())
}

fn message(mail: Mail) -> Result<Message, Failure> {
    // One with a line end would look like several.
    let subject = mail.subject.replace(|letter: char| letter.is_control(), " ");
    let mut builder = Message::builder().from(mailbox(&mail.from)?).subject(subject);
    if mail.to.is_empty() {
        return Err(invalid("a message goes to somebody"));
    }
    for to in &mail.to {
        builder = builder.to(mailbox(to)?);
    }
    builder = builder.message_id(mail.message_id.map(message_id).transpose()?);
    for (name, value) in mail.headers {
        builder = builder.raw_header(header(name, value)?);
    }
    let text = part(ContentType::TEXT_PLAIN, &mail.text);
    let made = match mail.html {
        None => builder.singlepart(text),
        Some(html) => {
            builder.multipart(MultiPart::alternative().singlepart(text).singlepart(part(ContentType::TEXT_HTML, &html)))
        }
    };
    made.map_err(invalid)
}

/// A text with one kind of line ends. CR and LF stand together only (RFC 5322, 2.3): servers that take one alone for a line end would
/// see commands in what follows. Other control characters do not go as they are.
fn part(kind: ContentType, text: &str) -> SinglePart {
    let text = text.replace("\r\n", "\n").replace('\r', "\n").replace('\n', "\r\n");
    let is_strange = |letter: char| letter.is_control() && !matches!(letter, '\r' | '\n' | '\t');
    let builder = SinglePart::builder().header(kind);
    if text.contains(is_strange) {
        builder.header(ContentTransferEncoding::QuotedPrintable).body(text)
    } else {
        builder.body(text)
    }
}

/// In angle brackets, whether it came with them or not.
fn message_id(id: String) -> Result<String, Failure> {
    let bare = id.strip_prefix('<').and_then(|id| id.strip_suffix('>')).unwrap_or(&id);
    let is_id = bare.split_once('@').is_some_and(|(left, right)| !left.is_empty() && !right.is_empty());
    if !is_id || bare.bytes().any(|byte| !byte.is_ascii_graphic() || matches!(byte, b'<' | b'>')) {
        return Err(invalid(format!("`{}` is no Message-ID: `something@host`", id.escape_debug())));
    }
    Ok(format!("<{bare}>"))
}

fn header(name: String, value: String) -> Result<HeaderValue, Failure> {
    let is_name = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    let lower = name.to_ascii_lowercase();
    if !is_name || OWN.contains(&lower.as_str()) || lower.starts_with("content-") {
        return Err(invalid(format!("`{}` is no further header of a message", name.escape_debug())));
    }
    if value.chars().any(|letter| letter.is_control() && letter != '\t') {
        return Err(invalid(format!("the header {name} has a line end or another control character")));
    }
    let known = HeaderName::new_from_ascii(name).map_err(invalid)?;
    Ok(HeaderValue::new(known, value))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mail() -> Mail {
        Mail {
            from: "Mesh <mesh@example.com>".to_owned(),
            to: vec!["ana@example.com".to_owned()],
            subject: "Größe".to_owned(),
            text: "Hello".to_owned(),
            html: None,
            message_id: Some("7@example.com".to_owned()),
            headers: vec![("Auto-Submitted".to_owned(), "auto-generated".to_owned())],
        }
    }

    fn formatted(mail: Mail) -> Result<String, Failure> {
        message(mail).map(|message| String::from_utf8(message.formatted()).expect("ASCII"))
    }

    #[test]
    fn no_text_begins_a_header() {
        let text = formatted(Mail { subject: "a\r\nBcc: eve@example.com".to_owned(), ..mail() }).expect("a message");
        assert!(text.contains("Subject: a  Bcc: eve@example.com\r\n"), "{text}");
        let bad = |change: &dyn Fn(&mut Mail)| {
            let mut mail = mail();
            change(&mut mail);
            assert!(matches!(message(mail), Err(Failure::Invalid(_))));
        };
        bad(&|mail| mail.from = "a@b.c\r\nBcc: eve@example.com".to_owned());
        bad(&|mail| mail.from = "\"a\r\nb\" <a@b.c>".to_owned());
        bad(&|mail| mail.to = vec!["a@b.c, d@e.f".to_owned()]);
        bad(&|mail| mail.to = vec![]);
        bad(&|mail| mail.message_id = Some("a@b>\r\nBcc: eve@example.com".to_owned()));
        bad(&|mail| mail.headers = vec![("X-A".to_owned(), "b\r\nBcc: eve@example.com".to_owned())]);
        bad(&|mail| mail.headers = vec![("X-A: b\r\nBcc".to_owned(), "eve@example.com".to_owned())]);
        bad(&|mail| mail.headers = vec![("bcc".to_owned(), "eve@example.com".to_owned())]);
    }

    #[test]
    fn line_ends_are_of_one_kind() {
        for (text, shown) in [("a\r.\r\nb\n\rc", "a\r\n.\r\nb\r\n\r\nc"), ("a\0\u{1b}b", "a=00=1Bb"), ("a\tb", "a\tb")]
        {
            let formatted = formatted(Mail { text: text.to_owned(), ..mail() }).expect("a message");
            let (_, body) = formatted.split_once("\r\n\r\n").expect("a body");
            assert_eq!(body.trim_end(), shown, "{text:?}");
        }
    }

    #[test]
    fn addresses() {
        assert!(is_address("ana@example.com"));
        for text in ["", "ana", "Ana <ana@example.com>", "a@b, c@d", "a@b\r\n", " a@b.c", "a b@c.d"] {
            assert!(!is_address(text), "{text:?}");
        }
    }
}
