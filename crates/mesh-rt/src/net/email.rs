//! E-mail: a message is put together and handed to a server over SMTP.

use std::fmt::Display;
use std::str::FromStr;
use std::time::Duration;

use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart, SinglePart};
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Certificate, CertificateStore, Tls, TlsParameters};
use lettre::transport::smtp::{Error, SMTP_PORT, SUBMISSION_PORT, SUBMISSIONS_PORT};
use lettre::{Address, AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use url::{Host, Url};

use super::form::percent_decoded;
use super::tls;
use super::tls::client::{Trust, root_certificates};

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

/// How a server is reached.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Way {
    Plain,
    StartTls,
    Tls,
}

/// A server, by its URL.
struct Server {
    host: String,
    port: u16,
    way: Way,
    credentials: Option<Credentials>,
}

/// Hands a message to the server that a URL names, in so much time.
pub async fn send(url: String, mail: Mail, roots: Vec<String>, time: Duration) -> Result<(), Failure> {
    let server = Server::parse(&url)?;
    let message = message(mail)?;
    let host = server.host.clone();
    let sending = async {
        let transport = transport(server, roots, time).await?;
        transport.send(message).await.map_err(|error| understood(&error, &host))
    };
    match tokio::time::timeout(time, sending).await {
        Ok(sent) => sent.map(drop),
        Err(_) => Err(Failure::Timeout(format!("{host} did not take the message within {} ms", time.as_millis()))),
    }
}

/// Whether a text is one address: no name, no list, no line end.
pub fn is_address(text: &str) -> bool {
    Address::from_str(text).is_ok()
}

fn invalid(what: impl Display) -> Failure {
    Failure::Invalid(what.to_string())
}

impl Server {
    /// `smtp://`, `smtp+starttls://` or `smtps://`, with `user:password@` in it perhaps.
    fn parse(text: &str) -> Result<Server, Failure> {
        // A URL may hold a password: it is not shown.
        let url = Url::parse(text).map_err(|error| invalid(format!("the URL of the SMTP server: {error}")))?;
        let (way, port) = match url.scheme() {
            "smtp" => (Way::Plain, SMTP_PORT),
            "smtp+starttls" => (Way::StartTls, SUBMISSION_PORT),
            "smtps" => (Way::Tls, SUBMISSIONS_PORT),
            other => {
                return Err(invalid(format!("`{other}://` is no SMTP: `smtp://`, `smtp+starttls://` or `smtps://`")));
            }
        };
        let host = url.host_str().filter(|host| !host.is_empty());
        let host = host.ok_or_else(|| invalid("the URL of the SMTP server names no host"))?.to_owned();
        if !matches!(url.path(), "" | "/") || url.query().is_some() {
            return Err(invalid("the URL of an SMTP server ends with its host or port"));
        }
        let part = |text: &str| percent_decoded(text, false).into_owned();
        let credentials = match (url.username(), url.password()) {
            ("", None) => None,
            (user, password) => Some(Credentials::new(part(user), part(password.unwrap_or("")))),
        };
        let host = host.trim_start_matches('[').trim_end_matches(']').to_owned();
        if credentials.is_some() && way == Way::Plain && !is_loopback(&host) {
            return Err(invalid("a password goes over TLS only: `smtp+starttls://` or `smtps://`"));
        }
        Ok(Server { port: url.port().unwrap_or(port), host, way, credentials })
    }
}

fn is_loopback(host: &str) -> bool {
    match Host::parse(host) {
        _ if host.eq_ignore_ascii_case("localhost") => true,
        Ok(Host::Ipv4(address)) => address.is_loopback(),
        _ => host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback()),
    }
}

async fn transport(
    server: Server,
    roots: Vec<String>,
    time: Duration,
) -> Result<AsyncSmtpTransport<Tokio1Executor>, Failure> {
    let tls = match server.way {
        Way::Plain => Tls::None,
        Way::StartTls => Tls::Required(trusted(&server.host, roots).await?),
        Way::Tls => Tls::Wrapper(trusted(&server.host, roots).await?),
    };
    let mut builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(server.host);
    if let Some(credentials) = server.credentials {
        builder = builder.credentials(credentials);
    }
    Ok(builder.port(server.port).tls(tls).timeout(Some(time)).build())
}

/// TLS that trusts whom every client of this program trusts.
async fn trusted(host: &str, named: Vec<String>) -> Result<TlsParameters, Failure> {
    let roots = root_certificates(Trust { system: true, named }).await.map_err(Failure::Invalid)?;
    let mut builder = TlsParameters::builder(host.to_owned()).certificate_store(CertificateStore::None);
    for root in roots {
        let certificate = Certificate::from_der(root.to_vec()).map_err(invalid)?;
        builder = builder.add_root_certificate(certificate);
    }
    builder.build().map_err(|error| Failure::Tls(error.to_string()))
}

fn understood(error: &Error, host: &str) -> Failure {
    let said = std::error::Error::source(error).map_or_else(|| error.to_string(), ToString::to_string);
    if let Some(code) = error.status() {
        return Failure::Rejected(code.into(), said);
    }
    if let Some(cause) = tls::find(error) {
        return Failure::Tls(tls::in_words(cause, host));
    }
    if error.is_timeout() {
        return Failure::Timeout(format!("{host} does not answer"));
    }
    if error.is_tls() {
        return Failure::Tls(said);
    }
    if error.is_response() {
        return Failure::Protocol(format!("what answers at {host} is no SMTP server"));
    }
    if error.is_client() {
        return Failure::Protocol(format!("{host}: {said}"));
    }
    let system = std::error::Error::source(error).and_then(|cause| cause.downcast_ref::<std::io::Error>());
    Failure::Connect(format!("{host}: {}", system.map_or(said, tls::in_system_words)))
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
    let made = match mail.html {
        None => builder.singlepart(SinglePart::plain(mail.text)),
        Some(html) => builder.multipart(MultiPart::alternative_plain_html(mail.text, html)),
    };
    made.map_err(invalid)
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
    fn urls() {
        let parsed = |url: &str| Server::parse(url).map(|server| (server.host, server.port, server.way)).ok();
        assert_eq!(parsed("smtp://localhost"), Some(("localhost".to_owned(), 25, Way::Plain)));
        assert_eq!(parsed("smtps://u:p%40@mail.example.com"), Some(("mail.example.com".to_owned(), 465, Way::Tls)));
        assert_eq!(parsed("smtp+starttls://[::1]:2525/"), Some(("::1".to_owned(), 2525, Way::StartTls)));
        assert_eq!(parsed("smtp://u:p@127.0.0.1"), Some(("127.0.0.1".to_owned(), 25, Way::Plain)));
        for url in ["smtp://u:p@mail.example.com", "http://a", "smtp://", "smtp://a/b", "smtp://a?tls=none", "mail"] {
            assert_eq!(parsed(url), None, "{url}");
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
