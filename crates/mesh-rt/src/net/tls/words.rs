//! What went wrong with TLS, in words that say what to do about it.

use std::error::Error as StdError;
use std::io;

use rustls::pki_types::UnixTime;
use rustls::{AlertDescription, CertificateError, Error, InvalidMessage, OtherError};

use super::client::{NoRoots, SelfSigned};

/// What an error was made from. What an `io::Error` is made of is not its source.
pub fn cause<'e>(error: &'e (dyn StdError + 'static)) -> Option<&'e (dyn StdError + 'static)> {
    match error.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
        Some(inner) => Some(inner),
        None => error.source(),
    }
}

/// The error of TLS behind another one, such as of a connection.
pub fn find<'e>(error: &'e (dyn StdError + 'static)) -> Option<&'e Error> {
    std::iter::successors(Some(error), |error| cause(*error)).find_map(|error| error.downcast_ref::<Error>())
}

/// The system's own words without its number.
pub fn in_system_words(error: &io::Error) -> String {
    let text = error.to_string();
    text.split(" (os error").next().unwrap_or(&text).to_lowercase()
}

/// What a client says about a handshake with `host` that failed.
pub fn in_words(error: &Error, host: &str) -> String {
    match error {
        Error::InvalidCertificate(error) => certificate(error, host),
        Error::InvalidMessage(InvalidMessage::InvalidContentType) => {
            format!("{host} does not speak TLS there: is it another port, or a connection without TLS?")
        }
        Error::NoApplicationProtocol => format!("{host} speaks none of the protocols that were offered"),
        Error::PeerIncompatible(why) => {
            format!("{host} speaks no TLS that is safe (1.2 or 1.3 with a modern cipher): {why:?}")
        }
        Error::AlertReceived(AlertDescription::ProtocolVersion) => {
            format!("{host} refuses the versions 1.2 and 1.3 of TLS; older ones are not safe")
        }
        Error::AlertReceived(AlertDescription::UnrecognisedName) => format!("the server knows no host `{host}`"),
        Error::AlertReceived(AlertDescription::CertificateRequired) => {
            format!("{host} wants a certificate of the client")
        }
        Error::AlertReceived(alert) => format!("{host} ended the handshake: {alert:?}"),
        Error::NoCertificatesPresented => format!("{host} showed no certificate"),
        other => format!("the handshake with {host} failed: {other}"),
    }
}

#[allow(deprecated, reason = "older forms of the errors may still come")]
fn certificate(error: &CertificateError, host: &str) -> String {
    use CertificateError as E;
    match error {
        E::ExpiredContext { not_after, .. } => format!(
            "the certificate of {host} expired on {}: its owner has to renew it, unless the clock here is wrong",
            day(*not_after)
        ),
        E::Expired => format!("the certificate of {host} has expired: its owner has to renew it"),
        E::NotValidYetContext { not_before, .. } => {
            format!("the certificate of {host} is not valid before {}: is the clock here right?", day(*not_before))
        }
        E::NotValidYet => format!("the certificate of {host} is not valid yet: is the clock here right?"),
        E::NotValidForNameContext { presented, .. } => other_name(presented, host),
        E::NotValidForName => format!("the certificate is not for {host}"),
        E::UnknownIssuer => format!(
            "the certificate of {host} is signed by an issuer that is not trusted: its server may leave out a certificate \
             in between, or the issuer's has to be named as a root"
        ),
        E::Other(OtherError(cause)) if cause.is::<SelfSigned>() => {
            format!("the certificate of {host} is self-signed: to trust it, name it as a root")
        }
        E::Other(OtherError(cause)) if cause.is::<NoRoots>() => format!(
            "the certificate of {host} cannot be checked, as there is no root certificate here: install those of the \
             system (`ca-certificates`), name a file in SSL_CERT_FILE, or name roots"
        ),
        E::Revoked => format!("the certificate of {host} has been revoked"),
        E::BadEncoding => format!("the certificate of {host} is broken"),
        E::BadSignature => format!("the certificate of {host} has a signature that is not its issuer's"),
        E::InvalidPurpose | E::InvalidPurposeContext { .. } => {
            format!("the certificate of {host} is not one for servers")
        }
        E::UnsupportedSignatureAlgorithm
        | E::UnsupportedSignatureAlgorithmContext { .. }
        | E::UnsupportedSignatureAlgorithmForPublicKeyContext { .. } => {
            format!("the certificate of {host} is signed in a way that is not supported, or not safe")
        }
        other => format!("the certificate of {host} is not valid: {other}"),
    }
}

/// `presented` has entries such as `DnsName("a.example")`.
fn other_name(presented: &[String], host: &str) -> String {
    let inner = |entry: &String| match entry.split_once('(').map(|(_, rest)| rest.trim_end_matches(')')) {
        Some(name) => name.trim_matches('"').to_owned(),
        None => entry.clone(),
    };
    let names: Vec<String> = presented.iter().take(5).map(inner).collect();
    if names.is_empty() {
        return format!("the certificate of {host} is for no host (a common name alone does not count)");
    }
    let more = if presented.len() > names.len() { ", …" } else { "" };
    format!(
        "the certificate is for {}{more}, not for {host}: ask for the server by a name that it has",
        names.join(", ")
    )
}

/// `2024-05-01`
fn day(time: UnixTime) -> String {
    let timestamp = i64::try_from(time.as_secs()).ok().and_then(|secs| jiff::Timestamp::from_second(secs).ok());
    timestamp.map_or_else(|| "some day".to_owned(), |time| time.strftime("%Y-%m-%d").to_string())
}

#[cfg(test)]
mod tests {
    use rustls::pki_types::ServerName;

    use super::*;

    #[test]
    fn an_error_is_found_behind_others() {
        let inner = Error::InvalidCertificate(CertificateError::UnknownIssuer);
        let wrapped = io::Error::other(io::Error::new(io::ErrorKind::InvalidData, inner));
        assert!(find(&wrapped).is_some());
        assert!(find(&io::Error::other("else")).is_none());
    }

    #[test]
    fn words_name_what_is_wrong() {
        let expired = CertificateError::ExpiredContext {
            time: UnixTime::since_unix_epoch(std::time::Duration::from_secs(1_800_000_000)),
            not_after: UnixTime::since_unix_epoch(std::time::Duration::from_secs(1_700_000_000)),
        };
        assert!(certificate(&expired, "a.example").contains("a.example expired on 2023-11-14"));
        let other = CertificateError::NotValidForNameContext {
            expected: ServerName::try_from("b.example").expect("a name"),
            presented: vec!["DnsName(\"a.example\")".to_owned()],
        };
        assert!(certificate(&other, "b.example").starts_with("the certificate is for a.example, not for b.example"));
    }
}
