//! One request and its answer, between the connection's task and the actors that know of it.

use std::borrow::Cow;
use std::sync::Arc;

use bytes::Bytes;
use hyper::body::Body as _;
use hyper::header::{
    ALLOW, CONNECTION, CONTENT_LENGTH, CONTENT_TYPE, HOST, HeaderMap, HeaderName, HeaderValue, TRANSFER_ENCODING,
    UPGRADE,
};
use hyper::upgrade::OnUpgrade;
use hyper::{Method, Response, StatusCode, Uri, Version};
use parking_lot::Mutex;
use tokio::sync::{OwnedSemaphorePermit, oneshot};

use super::body::Body;
use super::chunks::Chunks;
use super::http2::{Place, Progress};
use super::payload::{Payload, Produced};

/// What an actor answers.
pub enum Reply {
    Full {
        /// From 200 to 599.
        status: u16,
        headers: HeaderMap,
        body: Bytes,
    },
    /// The body is made meanwhile.
    Streamed { status: u16, headers: HeaderMap, body: Box<Produced> },
    /// The connection becomes a WebSocket.
    Upgrade {
        /// The value of `Sec-WebSocket-Accept`.
        accept: String,
        /// The subprotocol that both speak.
        protocol: Option<String>,
    },
    /// The handshake of a WebSocket is refused with this status.
    Refused(u16),
    /// No actor takes requests any more.
    Unavailable,
    /// Whoever was to answer has ended.
    Failed,
}

/// A request that waits for its answer. When nobody answers any more, the client gets 500.
pub struct Exchange {
    pub method: Method,
    pub target: Uri,
    pub fields: HeaderMap,
    pub version: Version,
    /// Whether the connection is encrypted.
    pub is_secure: bool,
    /// Until somebody takes it.
    pub body: Mutex<Option<Body>>,
    /// What is left of it, when it is taken piece by piece.
    pub chunks: Mutex<Option<Box<Chunks>>>,
    /// The body as it came, once it was read as a text that does not say all of it.
    pub raw: Mutex<Option<Vec<u8>>>,
    pub peer: Arc<str>,
    pub reply: Mutex<Option<oneshot::Sender<Reply>>>,
    /// Headers that the answer has, whoever gives it, unless it has one of that name.
    pub defaults: Mutex<Option<Box<HeaderMap>>>,
    pub upgrade: Mutex<Option<OnUpgrade>>,
    /// The connection's place among those that the listener bears: until the handler has answered, though the client is gone. A
    /// WebSocket takes it along.
    pub place: Mutex<Option<Arc<OwnedSemaphorePermit>>>,
    /// The right to have a handler, where many requests share a connection: until that has answered, though the client is gone.
    pub handler: Mutex<Option<Place>>,
    pub client: Mutex<Client>,
}

/// What is known of the client of an exchange.
#[derive(Default)]
pub struct Client {
    gone: bool,
    /// What happens when it goes before it has its answer.
    when_gone: Vec<Box<dyn FnOnce() + Send>>,
}

impl Exchange {
    /// The path as it was sent.
    pub fn path(&self) -> &str {
        self.target.path()
    }

    /// What stands behind the path; empty when nothing does.
    pub fn query(&self) -> &str {
        self.target.query().unwrap_or("")
    }

    /// The headers in the order in which they came, names in lower case. A target that names a host stands for `Host` (RFC 9112, section
    /// 3.2.2), in HTTP/2 where there is none.
    pub fn headers(&self) -> impl Iterator<Item = (&str, Cow<'_, str>)> {
        let names_host = self.version != Version::HTTP_2 || !self.fields.contains_key(HOST);
        let authority = self.target.authority().filter(|_| names_host);
        let host = authority.map(|authority| (HOST.as_str(), Cow::Borrowed(authority.as_str())));
        let others = self.fields.iter().filter(move |(name, _)| authority.is_none() || **name != HOST);
        host.into_iter().chain(others.map(|(name, value)| (name.as_str(), text(value))))
    }

    /// The values of a header, whose name is in lower case. One that is no text is like none that means something.
    pub fn header<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> + 'a {
        self.headers().filter(move |(known, _)| *known == name).map(|(_, value)| match value {
            Cow::Borrowed(text) => text,
            Cow::Owned(_) => "\u{fffd}",
        })
    }

    /// Answers, unless somebody has. The client may be gone.
    pub fn give(&self, reply: Reply) {
        let waiting = self.reply.lock().take();
        if let Some(sender) = waiting {
            let _ = sender.send(reply);
        }
        self.handler_is_done();
    }

    /// Nobody will answer any more: when nobody has, the client gets 500.
    pub fn abandon(&self) {
        drop(self.reply.lock().take());
        self.handler_is_done();
    }

    fn handler_is_done(&self) {
        drop(self.handler.lock().take());
        if self.client_is_gone() {
            drop(self.place.lock().take());
        }
    }

    /// Whether an answer would still reach the client.
    pub fn is_unanswered(&self) -> bool {
        self.reply.lock().is_some() && !self.client_is_gone()
    }

    /// Whether the client went away before it had its answer.
    pub fn client_is_gone(&self) -> bool {
        self.client.lock().gone
    }

    /// Does something when the client goes away before it has its answer; at once when it has gone.
    pub fn when_client_goes(&self, action: impl FnOnce() + Send + 'static) {
        let mut client = self.client.lock();
        if client.gone {
            drop(client);
            action();
        } else {
            client.when_gone.push(Box::new(action));
        }
    }
}

/// Held by the connection's task while the client waits. When it is dropped before, the client has gone.
pub struct Asked {
    exchange: Arc<Exchange>,
    answered: bool,
}

impl Asked {
    pub fn new(exchange: Arc<Exchange>) -> Asked {
        Asked { exchange, answered: false }
    }

    /// Nobody reads the body any more, unless it is read piece by piece already.
    pub fn forget_body(&self) {
        drop(self.exchange.body.lock().take());
    }

    /// The client gets its answer.
    pub fn answered(mut self) {
        self.answered = true;
    }
}

impl Drop for Asked {
    fn drop(&mut self) {
        let actions = {
            let mut client = self.exchange.client.lock();
            client.gone = !self.answered;
            std::mem::take(&mut client.when_gone)
        };
        // Who is still at work for a client that is gone keeps its place, or there could be any number of them.
        if self.answered || self.exchange.reply.lock().is_none() {
            drop(self.exchange.place.lock().take());
        }
        if !self.answered {
            actions.into_iter().for_each(|action| action());
        }
    }
}

/// What goes to the client.
pub fn response(reply: Reply, asked: Asked, is_head: bool, progress: Option<Arc<Progress>>) -> Response<Payload> {
    let defaults = asked.exchange.defaults.lock().take();
    let mut answer = answer(reply, asked, is_head, progress);
    for (name, value) in defaults.iter().flat_map(|defaults| defaults.iter()) {
        answer.headers_mut().entry(name).or_insert_with(|| value.clone());
    }
    answer
}

fn answer(reply: Reply, asked: Asked, is_head: bool, progress: Option<Arc<Progress>>) -> Response<Payload> {
    let reply = match reply {
        Reply::Full { status, headers, .. } | Reply::Streamed { status, headers, .. } if is_bodiless(status) => {
            asked.answered();
            return head(status, headers, Payload::default());
        }
        reply => reply,
    };
    if let Reply::Streamed { status, headers, body } = reply {
        if !is_head {
            let version = asked.exchange.version;
            return until_closed(head(status, headers, body.of(asked, progress)), version);
        }
        asked.answered();
        return headless(head(status, headers, Payload::Head(body.length())), progress);
    }
    asked.answered();
    let mut response = match reply {
        Reply::Full { status, headers, body } => head(status, headers, Payload::Whole(body)),
        Reply::Upgrade { accept, protocol } => upgrade(&accept, protocol.as_deref()),
        Reply::Refused(status) => refusal(status),
        Reply::Unavailable => failure(503, "unavailable"),
        Reply::Failed | Reply::Streamed { .. } => failure(500, "internal error"),
    };
    let Some(progress) = progress else { return response };
    if let Payload::Whole(bytes) = std::mem::take(response.body_mut()) {
        let length = bytes.len() as u64;
        *response.body_mut() =
            if is_head { Payload::Head(Some(length)) } else { Payload::Pieces(bytes, progress.clone()) };
    }
    if is_head { headless(response, Some(progress)) } else { response }
}

/// Whether an answer has no body, whatever a handler gives to it: no content, begin anew, not modified (RFC 9110, sections 15.3.5,
/// 15.3.6 and 15.4.5).
fn is_bodiless(status: u16) -> bool {
    matches!(status, 204 | 205 | 304)
}

/// Over HTTP/1.0 a body of unknown length ends with the connection, which its head has to say (RFC 9112, section 9.3).
fn until_closed(mut response: Response<Payload>, version: Version) -> Response<Payload> {
    if version == Version::HTTP_10 && response.body().size_hint().exact().is_none() {
        // By its version, the library keeps the connection no longer.
        *response.version_mut() = version;
        response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
    }
    response
}

/// The answer to HEAD. In HTTP/1.1 the library leaves its body out; in HTTP/2 it may have none, and its length stands in the head.
fn headless(mut response: Response<Payload>, progress: Option<Arc<Progress>>) -> Response<Payload> {
    if let (Payload::Head(Some(length)), Some(_)) = (response.body(), progress) {
        let length = HeaderValue::from(*length);
        response.headers_mut().insert(CONTENT_LENGTH, length);
        *response.body_mut() = Payload::default();
    }
    response
}

fn upgrade(accept: &str, protocol: Option<&str>) -> Response<Payload> {
    let mut builder = Response::builder()
        .status(StatusCode::SWITCHING_PROTOCOLS)
        .header(CONNECTION, "Upgrade")
        .header(UPGRADE, "websocket")
        .header("sec-websocket-accept", accept);
    if let Some(protocol) = protocol {
        builder = builder.header("sec-websocket-protocol", protocol);
    }
    builder.body(Payload::default()).unwrap_or_default()
}

/// The text of a header; what is no UTF-8 of it is shown as such.
fn text(value: &HeaderValue) -> Cow<'_, str> {
    String::from_utf8_lossy(value.as_bytes())
}

/// The headers of an answer, from names and values. One that HTTP cannot carry is left out rather than splitting the response; how long
/// the body is tells the body itself.
pub fn fields<'a>(all: impl Iterator<Item = (&'a str, &'a str)>) -> HeaderMap {
    let mut fields = HeaderMap::new();
    for (name, value) in all {
        if let (Ok(name), Ok(value)) =
            (HeaderName::from_bytes(name.as_bytes()), HeaderValue::from_bytes(value.as_bytes()))
            && name != CONTENT_LENGTH
            && name != TRANSFER_ENCODING
        {
            fields.append(name, value);
        }
    }
    fields
}

fn head(status: u16, headers: HeaderMap, body: Payload) -> Response<Payload> {
    let mut response = Response::new(body);
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    *response.headers_mut() = headers;
    response
}

/// The answer to a handshake that cannot be, with what the client may do better (RFC 6455, section 4.4).
fn refusal(status: u16) -> Response<Payload> {
    let text = match status {
        403 => "this origin is not allowed",
        405 => "a WebSocket begins with GET",
        426 => "this is a WebSocket of version 13",
        _ => "not a WebSocket handshake",
    };
    let mut response = failure(status, text);
    let headers = response.headers_mut();
    if status == 405 {
        headers.insert(ALLOW, HeaderValue::from_static("GET"));
    }
    if status == 426 {
        headers.insert(UPGRADE, HeaderValue::from_static("websocket"));
        headers.insert(CONNECTION, HeaderValue::from_static("Upgrade"));
        headers.insert("sec-websocket-version", HeaderValue::from_static("13"));
    }
    response
}

/// An answer that says in JSON what is wrong.
pub fn failure(status: u16, text: &str) -> Response<Payload> {
    let mut response = Response::new(Payload::Whole(Bytes::from(format!("{{\"error\":\"{text}\"}}"))));
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}
