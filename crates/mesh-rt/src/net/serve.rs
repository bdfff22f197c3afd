//! The accept loop and the life of a request on the I/O runtime.

use parking_lot::Mutex;
use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::header::{CONTENT_LENGTH, HeaderName, HeaderValue, TRANSFER_ENCODING};
use hyper::service::service_fn;
use hyper::upgrade::OnUpgrade;
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::TcpListener;
use tokio::sync::{mpsc, oneshot, watch};

use super::body::Body;
use crate::actor::waiting::{self, ActiveGuard};

/// Requests that wait for an actor; more make their clients wait.
const WAITING: usize = 1024;
/// How long a client may take for the head of a request.
const HEAD_TIME: Duration = Duration::from_secs(30);
/// How long the connections of a listener that has ended may keep the program going.
const LAST_ANSWERS: Duration = Duration::from_secs(10);

/// What an actor answers.
pub enum Reply {
    Full {
        status: u16,
        headers: Vec<(String, String)>,
        body: Vec<u8>,
    },
    /// The connection becomes a WebSocket; the value of `Sec-WebSocket-Accept`.
    Upgrade(String),
    /// No actor takes requests any more.
    Unavailable,
}

/// A request that waits for its answer. When it is dropped unanswered, the client gets 500.
pub struct Exchange {
    pub method: String,
    pub path: String,
    pub query: String,
    pub headers: Vec<(String, String)>,
    /// Until somebody takes it.
    pub body: Mutex<Option<Body>>,
    pub peer: String,
    pub reply: Mutex<Option<oneshot::Sender<Reply>>>,
    pub upgrade: Mutex<Option<OnUpgrade>>,
}

/// A server that listens until it is dropped. Then requests that an actor has are answered, those that wait for one are
/// turned away, and the connections closed; until then the program goes on.
pub struct Listener {
    /// Tells the connections that the listener has ended. Each of them holds a receiver.
    open: Option<watch::Sender<()>>,
    pub waiting: tokio::sync::Mutex<mpsc::Receiver<Arc<Exchange>>>,
    accepting: tokio::task::JoinHandle<()>,
}

impl Drop for Listener {
    fn drop(&mut self) {
        self.accepting.abort();
        let waiting = self.waiting.get_mut();
        waiting.close();
        while let Ok(exchange) = waiting.try_recv() {
            exchange.give(Reply::Unavailable);
        }
        if let Some(open) = self.open.take() {
            let active = ActiveGuard::new();
            waiting::tokio().spawn(async move {
                let _ = open.send(());
                let _ = tokio::time::timeout(LAST_ANSWERS, open.closed()).await;
                drop(active);
            });
        }
    }
}

impl Exchange {
    /// Answers, unless somebody has. The client may be gone.
    pub fn give(&self, reply: Reply) {
        let waiting = self.reply.lock().take();
        if let Some(sender) = waiting {
            let _ = sender.send(reply);
        }
    }
}

/// Binds and begins to accept connections.
pub async fn listen(host: String, port: u16) -> Result<Listener, String> {
    let listener = TcpListener::bind((host.as_str(), port)).await.map_err(|error| format!("{host}:{port}: {error}"))?;
    let (sender, receiver) = mpsc::channel(WAITING);
    let (open, stopped) = watch::channel(());
    let accepting = tokio::spawn(async move {
        loop {
            match listener.accept().await {
                Ok((stream, peer)) => {
                    let _ = stream.set_nodelay(true);
                    tokio::spawn(connection(stream, peer, sender.clone(), stopped.clone()));
                }
                // Out of file descriptors, most likely: some may be closed soon.
                Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
            }
        }
    });
    Ok(Listener { open: Some(open), waiting: tokio::sync::Mutex::new(receiver), accepting })
}

async fn connection(
    stream: tokio::net::TcpStream,
    peer: SocketAddr,
    sender: mpsc::Sender<Arc<Exchange>>,
    mut stopped: watch::Receiver<()>,
) {
    let service = service_fn(move |request| answer(request, peer, sender.clone()));
    let mut builder = hyper::server::conn::http1::Builder::new();
    builder.timer(TokioTimer::new()).header_read_timeout(HEAD_TIME);
    let mut serving = std::pin::pin!(builder.serve_connection(TokioIo::new(stream), service).with_upgrades());
    // A connection that breaks is its client's business.
    tokio::select! {
        _ = serving.as_mut() => {}
        _ = stopped.changed() => {
            serving.as_mut().graceful_shutdown();
            let _ = serving.await;
        }
    }
}

async fn answer(
    mut request: Request<Incoming>,
    peer: SocketAddr,
    sender: mpsc::Sender<Arc<Exchange>>,
) -> Result<Response<Full<Bytes>>, Infallible> {
    let upgrade = is_upgrade(&request).then(|| hyper::upgrade::on(&mut request));
    let (parts, incoming) = request.into_parts();
    let headers: Vec<(String, String)> = parts
        .headers
        .iter()
        .map(|(name, value)| (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned()))
        .collect();
    let header = |wanted: &str| headers.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.as_str());
    let asks = header("expect").is_some();
    let body = Body::begin(incoming, header("content-encoding").unwrap_or(""), asks).await;
    let (reply, answered) = oneshot::channel();
    let exchange = Arc::new(Exchange {
        method: parts.method.as_str().to_owned(),
        path: parts.uri.path().to_owned(),
        query: parts.uri.query().unwrap_or("").to_owned(),
        headers,
        body: Mutex::new(Some(body)),
        peer: peer.ip().to_string(),
        reply: Mutex::new(Some(reply)),
        upgrade: Mutex::new(upgrade),
    });
    if sender.send(exchange).await.is_err() {
        return Ok(response(Reply::Unavailable));
    }
    Ok(match answered.await {
        Ok(reply) => response(reply),
        Err(_) => failure(StatusCode::INTERNAL_SERVER_ERROR, r#"{"error":"internal error"}"#),
    })
}

fn is_upgrade(request: &Request<Incoming>) -> bool {
    let has = |name: &str, word: &str| {
        request
            .headers()
            .get(name)
            .and_then(|value| value.to_str().ok())
            .is_some_and(|value| value.split(',').any(|part| part.trim().eq_ignore_ascii_case(word)))
    };
    has("connection", "upgrade") && has("upgrade", "websocket")
}

fn response(reply: Reply) -> Response<Full<Bytes>> {
    match reply {
        Reply::Upgrade(accept) => Response::builder()
            .status(StatusCode::SWITCHING_PROTOCOLS)
            .header("connection", "Upgrade")
            .header("upgrade", "websocket")
            .header("sec-websocket-accept", accept)
            .body(Full::default())
            .unwrap_or_default(),
        Reply::Unavailable => failure(StatusCode::SERVICE_UNAVAILABLE, r#"{"error":"unavailable"}"#),
        Reply::Full { status, headers, body } => {
            let mut response = Response::new(Full::new(Bytes::from(body)));
            *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            for (name, value) in headers {
                // A header that HTTP cannot carry is left out rather than splitting the response; how long the body is
                // tells the body itself.
                if let (Ok(name), Ok(value)) =
                    (HeaderName::from_bytes(name.as_bytes()), HeaderValue::from_bytes(value.as_bytes()))
                    && name != CONTENT_LENGTH
                    && name != TRANSFER_ENCODING
                {
                    response.headers_mut().append(name, value);
                }
            }
            response
        }
    }
}

fn failure(status: StatusCode, text: &'static str) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(Bytes::from_static(text.as_bytes())));
    *response.status_mut() = status;
    response.headers_mut().insert("content-type", HeaderValue::from_static("application/json"));
    response
}
