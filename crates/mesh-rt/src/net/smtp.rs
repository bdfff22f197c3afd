//! Connections to SMTP servers: plain, over TLS from the first byte, or over TLS that both agreed on.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{AsyncSmtpConnection, AsyncTokioStream};
use lettre::transport::smtp::extension::ClientId;
use lettre::transport::smtp::{Error, SMTP_PORT, SUBMISSION_PORT, SUBMISSIONS_PORT};
use rustls::pki_types::ServerName;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, ReadBuf};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use url::{Host, Url};

use super::email::{Failure, invalid};
use super::form::percent_decoded;
use super::tls;
use super::tls::client::{Trust, config};

/// How a server is reached.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Way {
    Plain,
    StartTls,
    Tls,
}

/// A server, by its URL.
pub struct Server {
    pub host: String,
    port: u16,
    way: Way,
    pub credentials: Option<Credentials>,
}

impl Server {
    /// `smtp://`, `smtp+starttls://` or `smtps://`, with `user:password@` in it perhaps.
    pub fn parse(text: &str) -> Result<Server, Failure> {
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

/// A connection over which nothing was said but who greets whom. Servers are trusted as those of HTTP are, with `roots` as further
/// root certificates.
pub async fn connect(server: &Server, roots: Vec<String>) -> Result<AsyncSmtpConnection, Failure> {
    let host = server.host.as_str();
    let mut stream = TcpStream::connect((host, server.port)).await.map_err(|error| broken(host, &error))?;
    let hello = ClientId::default();
    let stream: Box<dyn AsyncTokioStream> = match server.way {
        Way::Plain => Box::new(stream),
        Way::Tls => Box::new(Wire { greeting: b"", stream: encrypted(stream, host, roots).await? }),
        Way::StartTls => {
            start_tls(&mut stream, host, &hello).await?;
            Box::new(Wire { greeting: b"220 TLS\r\n", stream: encrypted(stream, host, roots).await? })
        }
    };
    let connected = AsyncSmtpConnection::connect_with_transport(stream, &hello).await;
    connected.map_err(|error| understood(&error, host))
}

fn broken(host: &str, error: &io::Error) -> Failure {
    Failure::Connect(format!("{host}: {}", tls::in_system_words(error)))
}

async fn encrypted(stream: TcpStream, host: &str, named: Vec<String>) -> Result<TlsStream<TcpStream>, Failure> {
    let config = config(Trust { system: true, named }, &[]).await.map_err(Failure::Invalid)?;
    let name = ServerName::try_from(host.to_owned()).map_err(|_| invalid(format!("`{host}` is no name of a host")))?;
    let connected = TlsConnector::from(Arc::new(config)).connect(name, stream).await;
    connected.map_err(|error| match tls::find(&error) {
        Some(cause) => Failure::Tls(tls::in_words(cause, host)),
        None => broken(host, &error),
    })
}

/// Agrees with a server on TLS. Nothing that was said before holds after it, and what the server seems to say behind its answer
/// is somebody else's word (RFC 3207, 4.2 and 6).
async fn start_tls(stream: &mut TcpStream, host: &str, hello: &ClientId) -> Result<(), Failure> {
    let mut server = Plainly { stream, host, rest: Vec::new() };
    server.answer(220).await?;
    let offers = server.ask(&format!("EHLO {hello}\r\n"), 250).await?;
    if !offers.iter().any(|offer| offer.trim().eq_ignore_ascii_case("STARTTLS")) {
        return Err(Failure::Protocol(format!("{host}: STARTTLS is not supported on this server")));
    }
    server.ask("STARTTLS\r\n", 220).await?;
    if !server.rest.is_empty() {
        return Err(Failure::Protocol(format!("{host}: somebody speaks for the server before TLS begins")));
    }
    Ok(())
}

/// So long an answer may be.
const LONGEST_ANSWER: usize = 64 << 10;

/// A server before TLS.
struct Plainly<'s> {
    stream: &'s mut TcpStream,
    host: &'s str,
    /// What came behind the last answer.
    rest: Vec<u8>,
}

impl Plainly<'_> {
    /// The lines of the answer to a command, without their code, which is to be this one.
    async fn ask(&mut self, command: &str, wanted: u16) -> Result<Vec<String>, Failure> {
        self.stream.write_all(command.as_bytes()).await.map_err(|error| broken(self.host, &error))?;
        self.answer(wanted).await
    }

    async fn answer(&mut self, wanted: u16) -> Result<Vec<String>, Failure> {
        let stranger = || Failure::Protocol(format!("what answers at {} is no SMTP server", self.host));
        let (mut lines, mut length) = (Vec::new(), 0);
        loop {
            let Some(end) = self.rest.iter().position(|byte| *byte == b'\n') else {
                let got = self.stream.read_buf(&mut self.rest).await.map_err(|error| broken(self.host, &error))?;
                length += got;
                if got == 0 || length > LONGEST_ANSWER {
                    return Err(stranger());
                }
                continue;
            };
            let line: Vec<u8> = self.rest.drain(..=end).collect();
            let line = String::from_utf8_lossy(&line).trim_end().to_owned();
            let code = line.get(..3).and_then(|code| code.parse::<u16>().ok()).ok_or_else(stranger)?;
            lines.push(line.get(4..).unwrap_or("").to_owned());
            match line.as_bytes().get(3) {
                Some(b'-') => {}
                None | Some(b' ') if code == wanted => return Ok(lines),
                None | Some(b' ') => return Err(Failure::Rejected(code, lines.join(" "))),
                Some(_) => return Err(stranger()),
            }
        }
    }
}

/// A stream over TLS. Behind STARTTLS a server greets nobody again, but a greeting is waited for: this one stands in its place.
#[derive(Debug)]
struct Wire {
    greeting: &'static [u8],
    stream: TlsStream<TcpStream>,
}

impl AsyncRead for Wire {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, into: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        if self.greeting.is_empty() {
            return Pin::new(&mut self.stream).poll_read(cx, into);
        }
        let (now, later) = self.greeting.split_at(self.greeting.len().min(into.remaining()));
        into.put_slice(now);
        self.greeting = later;
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Wire {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(cx, bytes)
    }
    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }
    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

impl AsyncTokioStream for Wire {
    fn peer_addr(&self) -> io::Result<SocketAddr> {
        self.stream.get_ref().0.peer_addr()
    }
}

/// Why a server did not take what it was told.
pub fn understood(error: &Error, host: &str) -> Failure {
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
    if error.is_response() {
        return Failure::Protocol(format!("what answers at {host} is no SMTP server"));
    }
    if error.is_client() {
        return Failure::Protocol(format!("{host}: {said}"));
    }
    let system = std::error::Error::source(error).and_then(|cause| cause.downcast_ref::<std::io::Error>());
    Failure::Connect(format!("{host}: {}", system.map_or(said, tls::in_system_words)))
}

#[cfg(test)]
mod tests {
    use super::*;

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
}
