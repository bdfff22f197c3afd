//! The client's side of a WebSocket's opening handshake (RFC 6455, section 4.1).

use std::time::Duration;

use base64::Engine;
use hyper::header::{CONNECTION, HeaderMap, HeaderValue, UPGRADE};
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;
use tokio_tungstenite::tungstenite::protocol::Role;
use url::Url;

use super::failure::{Failure, Kind, understood};
use super::request::{self, host_of};
use super::{Client, address};
use crate::net::socket;
use crate::net::sockets::sockets;

/// What a client asks for.
#[derive(Clone, Debug)]
pub struct Terms {
    pub headers: Vec<(String, String)>,
    /// Subprotocols, the preferred one first.
    pub protocols: Vec<String>,
    /// The largest message, and the largest frame.
    pub most: usize,
    /// How long the handshake may take.
    pub time: Duration,
}

/// Opens a connection; gives its number.
pub async fn connect(client: &Client, text: &str, terms: Terms) -> Result<i64, Failure> {
    let url = request::url(text, ["ws", "wss"])?;
    let (host, time) = (host_of(&url), terms.time);
    let opened = timeout(time, open(client, url, terms)).await;
    opened.unwrap_or_else(|_| Err(Failure::timeout("no WebSocket of", &host, time)))
}

async fn open(client: &Client, mut url: Url, terms: Terms) -> Result<i64, Failure> {
    // Both are special schemes, which may take each other's place.
    let _ = url.set_scheme(if url.scheme() == "wss" { "https" } else { "http" });
    address::check(&url, client.settings().private)?;
    let key = base64::engine::general_purpose::STANDARD.encode(rand_bytes()?);
    let headers = asked(&terms, &key)?;
    let connections = client.handshakes().await?;
    let sent = connections.get(url.clone()).headers(headers).send().await;
    let response = sent.map_err(|error| understood(&error, &url, client.settings().connect))?;
    let refused = |why: String| Failure::new(Kind::Protocol, format!("{} opens no WebSocket: {why}", host_of(&url)));
    let protocol = agreed(response.status().as_u16(), response.headers(), &key, &terms.protocols).map_err(refused)?;
    let response: hyper::http::Response<reqwest::Body> = response.into();
    let upgraded = hyper::upgrade::on(response).await.map_err(|error| refused(error.to_string()))?;
    Ok(socket::adopt(sockets(), upgraded, Role::Client, protocol, terms.most, None).await)
}

fn rand_bytes() -> Result<[u8; 16], Failure> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).map_err(|error| Failure::new(Kind::Invalid, format!("no random numbers: {error}")))?;
    Ok(bytes)
}

fn asked(terms: &Terms, key: &str) -> Result<HeaderMap, Failure> {
    let mut headers = request::headers(&terms.headers)?;
    let value = |text: &str, what: &str| {
        HeaderValue::from_str(text).map_err(|_| Failure::new(Kind::Invalid, format!("{what} cannot be sent")))
    };
    headers.insert(CONNECTION, HeaderValue::from_static("Upgrade"));
    headers.insert(UPGRADE, HeaderValue::from_static("websocket"));
    headers.insert("sec-websocket-version", HeaderValue::from_static("13"));
    headers.insert("sec-websocket-key", value(key, "the key")?);
    if !terms.protocols.is_empty() {
        headers.insert("sec-websocket-protocol", value(&terms.protocols.join(", "), "that name of a subprotocol")?);
    }
    Ok(headers)
}

/// The subprotocol of a server that accepts, or why it does not.
fn agreed(status: u16, headers: &HeaderMap, key: &str, offered: &[String]) -> Result<Option<String>, String> {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).map(str::trim);
    if status != 101 {
        return Err(format!("it answers with status {status}"));
    }
    let upgrades = text("upgrade").is_some_and(|value| value.eq_ignore_ascii_case("websocket"));
    if !upgrades || text("sec-websocket-accept") != Some(derive_accept_key(key.as_bytes()).as_str()) {
        return Err("its answer is none to this handshake".to_owned());
    }
    if headers.contains_key("sec-websocket-extensions") {
        return Err("it uses an extension that nobody offered".to_owned());
    }
    match text("sec-websocket-protocol") {
        None => Ok(None),
        Some(name) if offered.iter().any(|known| known == name) => Ok(Some(name.to_owned())),
        Some(name) => Err(format!("it speaks `{name}`, which nobody offered")),
    }
}
