//! Why a request has no answer: its kind, and words.

use std::error::Error as StdError;
use std::fmt;
use std::io;
use std::time::Duration;

use url::Url;

use super::request::host_of;
use crate::net::tls;

/// In the order of the variants of `HttpError` in `std/http_client.mpl`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    Timeout,
    Dns,
    Connect,
    Tls,
    Redirect,
    TooLarge,
    Protocol,
    Invalid,
    Forbidden,
}

/// See the module.
#[derive(Clone, Debug)]
pub struct Failure {
    pub kind: Kind,
    pub words: String,
}

impl Failure {
    pub fn new(kind: Kind, words: impl Into<String>) -> Failure {
        Failure { kind, words: words.into() }
    }

    /// What comes from somewhere else in less time than this did not come.
    pub fn timeout(what: &str, host: &str, time: Duration) -> Failure {
        Failure::new(Kind::Timeout, format!("{what} {host} within {} ms", time.as_millis()))
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.words)
    }
}

impl StdError for Failure {}

/// What an error is made of, from the outside to the inside.
fn chain<'e>(error: &'e (dyn StdError + 'static)) -> impl Iterator<Item = &'e (dyn StdError + 'static)> {
    std::iter::successors(Some(error), |error| tls::cause(*error))
}

/// The innermost part that says something, without the place where a library explains it.
pub fn deepest(error: &(dyn StdError + 'static)) -> String {
    let text = chain(error).map(ToString::to_string).filter(|text| !text.is_empty()).last().unwrap_or_default();
    text.split(": https://").next().unwrap_or_default().to_owned()
}

/// The same in the system's words where it is the system's.
pub fn why(error: &(dyn StdError + 'static)) -> String {
    match chain(error).filter_map(|part| part.downcast_ref::<io::Error>()).last() {
        Some(error) if error.raw_os_error().is_some() => tls::in_system_words(error),
        _ => deepest(error),
    }
}

/// Whether a connection ended before anything of the answer came: one that was kept, perhaps, and that the server had closed meanwhile.
pub fn is_cut(error: &reqwest::Error) -> bool {
    use io::ErrorKind as Is;
    let ends = [Is::ConnectionReset, Is::ConnectionAborted, Is::BrokenPipe];
    let system = |part: &(dyn StdError + 'static)| {
        part.downcast_ref::<io::Error>().is_some_and(|error| ends.contains(&error.kind()))
    };
    let hyper = |part: &(dyn StdError + 'static)| {
        part.downcast_ref::<hyper::Error>().is_some_and(|error| error.is_incomplete_message() || error.is_canceled())
    };
    !error.is_connect() && chain(error).any(|part| system(part) || hyper(part))
}

/// What an error of a connection means that asked for `url`. `connect` is the time that connecting may take.
pub fn understood(error: &reqwest::Error, url: &Url, connect: Duration) -> Failure {
    let host = &host_of(url);
    if let Some(own) = chain(error).find_map(|part| part.downcast_ref::<Failure>()) {
        return own.clone();
    }
    if let Some(error) = tls::find(error) {
        return Failure::new(Kind::Tls, tls::in_words(error, url.host_str().unwrap_or_default()));
    }
    if error.is_dns() {
        return Failure::new(Kind::Dns, format!("no address is known for {host}: {}", deepest(error)));
    }
    if error.is_timeout() && error.is_connect() {
        return Failure::timeout("no connection to", host, connect);
    }
    if error.is_connect() {
        let system = chain(error).filter_map(|part| part.downcast_ref::<io::Error>()).last();
        if system.is_some_and(|error| error.kind() == io::ErrorKind::UnexpectedEof) {
            return Failure::new(Kind::Tls, format!("{host} ended the connection in the middle of the handshake"));
        }
        return Failure::new(Kind::Connect, format!("cannot connect to {host}: {}", why(error)));
    }
    if error.is_builder() {
        return Failure::new(Kind::Invalid, deepest(error));
    }
    if error.is_timeout() {
        return Failure::new(Kind::Timeout, format!("{host} takes too long"));
    }
    Failure::new(Kind::Protocol, format!("the exchange with {host} broke off: {}", why(error)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_innermost_words_are_told() {
        let rustls = io::Error::other("it ended: https://docs.example/manual#eof");
        assert_eq!(deepest(&io::Error::other(rustls)), "it ended");
        assert_eq!(why(&io::Error::other(io::Error::from_raw_os_error(libc::ECONNRESET))), "connection reset by peer");
    }
}
