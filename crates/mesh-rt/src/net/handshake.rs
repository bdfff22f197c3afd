//! The opening handshake of a WebSocket (RFC 6455, section 4.2).

use hyper::Method;
use hyper::header::{CONNECTION, HeaderMap, UPGRADE};
use hyper::http::uri::Authority;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;

use super::exchange::{Exchange, Reply};

/// What a server takes.
#[derive(Default)]
pub struct Terms {
    /// Origins that may connect beside the server's own; `*` for all.
    pub origins: Vec<String>,
    /// Subprotocols, the preferred one first.
    pub protocols: Vec<String>,
    /// The largest message, and the largest frame.
    pub most: usize,
}

/// Whether a head asks for a WebSocket, so that the connection must be kept for one.
pub fn is_asked_for(headers: &HeaderMap) -> bool {
    let has = |name, word: &str| {
        headers
            .get_all(name)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .any(|value| words(value).any(|part| part.eq_ignore_ascii_case(word)))
    };
    has(CONNECTION, "upgrade") && has(UPGRADE, "websocket")
}

/// The parts of a list header.
fn words(value: &str) -> impl Iterator<Item = &str> {
    value.split(',').map(str::trim).filter(|part| !part.is_empty())
}

/// What the client gets, and the subprotocol; the status of a refusal when it cannot have a WebSocket. `None` when it does not
/// want one.
pub fn answer(exchange: &Exchange, terms: &Terms) -> Option<Result<(Reply, Option<String>), u16>> {
    let wants = |name| exchange.header(name).next().is_some();
    let can_upgrade = exchange.upgrade.lock().is_some();
    if !can_upgrade && !wants("sec-websocket-key") {
        return None;
    }
    Some(check(exchange, terms, can_upgrade).map(|(key, protocol)| {
        (Reply::Upgrade { accept: derive_accept_key(key.as_bytes()), protocol: protocol.clone() }, protocol)
    }))
}

/// The client's key and the subprotocol.
fn check<'e>(exchange: &'e Exchange, terms: &Terms, can_upgrade: bool) -> Result<(&'e str, Option<String>), u16> {
    let only = |name| {
        let mut values = exchange.header(name);
        values.next().filter(|_| values.next().is_none())
    };
    if exchange.method != Method::GET {
        return Err(405);
    }
    if only("sec-websocket-version").map(str::trim) != Some("13") {
        return Err(426);
    }
    let key = only("sec-websocket-key").map(str::trim).filter(|key| is_key(key)).ok_or(400u16)?;
    if !can_upgrade {
        return Err(400);
    }
    if !is_allowed(exchange, &terms.origins) {
        return Err(403);
    }
    let offered: Vec<&str> = exchange.header("sec-websocket-protocol").flat_map(words).collect();
    Ok((key, terms.protocols.iter().find(|known| offered.contains(&known.as_str())).cloned()))
}

/// Sixteen bytes in Base64.
fn is_key(key: &str) -> bool {
    use base64::Engine;
    base64::engine::general_purpose::STANDARD.decode(key).is_ok_and(|bytes| bytes.len() == 16)
}

/// Whether the page that opens the connection may: it comes from this server or from an origin that is allowed. What sends no
/// `Origin` is no browser.
fn is_allowed(exchange: &Exchange, origins: &[String]) -> bool {
    let host = exchange.header("host").next().unwrap_or("");
    exchange.header("origin").all(|origin| {
        is_same(origin, host) || origins.iter().any(|known| known == "*" || known.eq_ignore_ascii_case(origin))
    })
}

/// Whether an origin is the host that the client asked: by name and port, whatever the scheme, which a proxy may change.
fn is_same(origin: &str, host: &str) -> bool {
    let Some((scheme, place)) = origin.split_once("://") else { return false };
    let usual = match scheme.to_ascii_lowercase().as_str() {
        "http" => 80,
        "https" => 443,
        _ => return false,
    };
    let parts = |text: &str| {
        let authority = text.parse::<Authority>().ok()?;
        Some((authority.host().to_ascii_lowercase(), authority.port_u16().unwrap_or(usual)))
    };
    parts(place).is_some_and(|origin| parts(host) == Some(origin))
}

#[cfg(test)]
mod tests {
    use super::{is_key, is_same};

    #[test]
    fn origins() {
        assert!(is_same("http://a.b:8080", "a.b:8080"));
        assert!(is_same("http://A.b", "a.B"));
        assert!(is_same("http://a.b", "a.b:80"));
        assert!(is_same("https://a.b", "a.b"));
        assert!(is_same("https://a.b:443", "a.b"));
        assert!(!is_same("http://a.b", "a.b:8080"));
        assert!(!is_same("http://a.b.evil", "a.b"));
        assert!(!is_same("null", "a.b"));
        assert!(!is_same("file://a.b", "a.b"));
        assert!(!is_same("http://a.b/", "a.c"));
    }

    #[test]
    fn keys() {
        assert!(is_key("dGhlIHNhbXBsZSBub25jZQ=="));
        assert!(!is_key("dGhlIHNhbXBsZSBub25jZQ"));
        assert!(!is_key("dGhlIHNhbXBsZQ=="));
        assert!(!is_key(""));
    }
}
