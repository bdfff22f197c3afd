//! Listeners: the accept loop and the life of a connection on the I/O runtime.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use bytes::Bytes;
use futures_util::FutureExt;
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::header::{CONNECTION, HeaderValue};
use hyper::service::service_fn;
use hyper::{Request, Response, Version};
use hyper_util::rt::{TokioIo, TokioTimer};
use parking_lot::Mutex;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc, oneshot, watch};
use tokio_io_timeout::TimeoutStream;

use super::body::{Body, Pace};
use super::exchange::{Asked, Client, Exchange, Reply, failure, response};
use super::handshake;
use super::head::fault;
use crate::actor::waiting::{self, ActiveGuard};

/// Requests that wait for an actor; more make their clients wait.
const WAITING: usize = 1024;
/// How long the connections of a listener that has ended may keep the program going.
const LAST_ANSWERS: Duration = Duration::from_secs(10);

/// The most connections that may stand before a listener: that many are let in when it ends.
const BACKLOG: usize = 1024;
/// How long a connection that has just come in may take to ask for something when its listener ends.
const FIRST_WORDS: Duration = Duration::from_millis(50);

/// What a listener bears with.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// Connections at a time; further ones are not accepted until one ends.
    pub connections: usize,
    /// How long a client may take for the head of a request, and say nothing between two.
    pub head: Duration,
    /// How long it may take for a body.
    pub body: Pace,
    /// How long it may take nothing of an answer.
    pub write: Duration,
}

/// A server that listens until it is stopped or dropped. When it is dropped, requests that an actor has are answered, those
/// that wait for one are turned away, and the connections closed; until then the program goes on.
pub struct Listener {
    /// Each connection holds a receiver.
    phase: Arc<watch::Sender<Phase>>,
    waiting: tokio::sync::Mutex<mpsc::Receiver<Arc<Exchange>>>,
}

/// What the tasks of a listener are told.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Phase {
    Open,
    /// No further connections are to be accepted.
    Stopping,
    /// None can come any more; those that there are end.
    Closed,
}

impl Listener {
    /// The next request; `None` when the listener is stopped and all connections have ended.
    pub async fn next(&self) -> Option<Arc<Exchange>> {
        self.waiting.lock().await.recv().await
    }

    /// Accepts no further connections; those that there are end when what they have asked for is answered.
    pub fn stop(&self) {
        self.phase.send_if_modified(|phase| {
            let is_open = *phase == Phase::Open;
            *phase = (*phase).max(Phase::Stopping);
            is_open
        });
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let waiting = self.waiting.get_mut();
        waiting.close();
        while let Ok(exchange) = waiting.try_recv() {
            exchange.give(Reply::Unavailable);
        }
        self.stop();
        let phase = self.phase.clone();
        let active = ActiveGuard::new();
        waiting::tokio().spawn(async move {
            let _ = tokio::time::timeout(LAST_ANSWERS, phase.closed()).await;
            drop(active);
        });
    }
}

/// Binds and begins to accept connections.
pub async fn listen(host: String, port: u16, settings: Settings) -> Result<Listener, String> {
    let listener = TcpListener::bind((host.as_str(), port)).await.map_err(|error| format!("{host}:{port}: {error}"))?;
    let (requests, waiting) = mpsc::channel(WAITING);
    let phase = Arc::new(watch::Sender::new(Phase::Open));
    let (told, ends) = (phase.subscribe(), phase.clone());
    tokio::spawn(async move {
        let mut stopped = told.clone();
        let door = Door {
            places: Arc::new(Semaphore::new(settings.connections.clamp(1, Semaphore::MAX_PERMITS))),
            listener,
            settings,
            requests,
            told,
        };
        tokio::select! {
            () = async { loop { door.admit().await } } => {}
            () = reached(&mut stopped, Phase::Stopping) => {}
        }
        // Those who stand before it come in: they may have asked already.
        for _ in 0..BACKLOG {
            if door.admit().now_or_never().is_none() {
                break;
            }
        }
        drop(door);
        // Only now that the port is free.
        ends.send_replace(Phase::Closed);
    });
    Ok(Listener { phase, waiting: tokio::sync::Mutex::new(waiting) })
}

/// Where connections come in.
struct Door {
    listener: TcpListener,
    /// Those that are free.
    places: Arc<Semaphore>,
    settings: Settings,
    requests: mpsc::Sender<Arc<Exchange>>,
    told: watch::Receiver<Phase>,
}

impl Door {
    /// Accepts one connection, when there is a place for it.
    async fn admit(&self) {
        // Nobody closes the semaphore.
        let Ok(place) = self.places.clone().acquire_owned().await else { return };
        match self.listener.accept().await {
            Ok((stream, peer)) => {
                let _ = stream.set_nodelay(true);
                let (place, begun) = (Arc::new(place), Arc::new(AtomicBool::new(false)));
                let connection =
                    Connection { settings: self.settings, peer, place, begun, requests: self.requests.clone() };
                tokio::spawn(connection.run(stream, self.told.clone()));
            }
            // Out of file descriptors, most likely: some may be closed soon.
            Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
        }
    }
}

/// Waits until the listener is so far.
async fn reached(told: &mut watch::Receiver<Phase>, wanted: Phase) {
    let _ = told.wait_for(|phase| *phase >= wanted).await;
}

/// What the requests of one connection have in common.
#[derive(Clone)]
struct Connection {
    settings: Settings,
    peer: SocketAddr,
    place: Arc<OwnedSemaphorePermit>,
    /// Whether a request has come.
    begun: Arc<AtomicBool>,
    requests: mpsc::Sender<Arc<Exchange>>,
}

impl Connection {
    async fn run(self, stream: TcpStream, mut told: watch::Receiver<Phase>) {
        let mut stream = TimeoutStream::new(stream);
        stream.set_write_timeout(Some(self.settings.write));
        let begun = self.begun.clone();
        let mut builder = hyper::server::conn::http1::Builder::new();
        builder.timer(TokioTimer::new()).header_read_timeout(self.settings.head);
        let service = service_fn(move |request| self.clone().answer(request));
        let mut serving =
            std::pin::pin!(builder.serve_connection(TokioIo::new(Box::pin(stream)), service).with_upgrades());
        // A connection that breaks is its client's business.
        tokio::select! {
            _ = serving.as_mut() => {}
            () = reached(&mut told, Phase::Closed) => {
                // Who asks for nothing is owed nothing.
                if !begun.load(Ordering::Relaxed) && tokio::time::timeout(FIRST_WORDS, serving.as_mut()).await.is_ok() {
                    return;
                }
                if begun.load(Ordering::Relaxed) {
                    serving.as_mut().graceful_shutdown();
                    let _ = serving.await;
                }
            }
        }
    }

    async fn answer(self, mut request: Request<Incoming>) -> Result<Response<Full<Bytes>>, Infallible> {
        self.begun.store(true, Ordering::Relaxed);
        let can_upgrade = request.version() == Version::HTTP_11 && handshake::is_asked_for(request.headers());
        let upgrade = can_upgrade.then(|| hyper::upgrade::on(&mut request));
        let (head, incoming) = request.into_parts();
        if let Some((status, text)) = fault(&head) {
            let mut refused = failure(status, text);
            refused.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
            return Ok(refused);
        }
        let headers: Vec<(String, String)> = head
            .headers
            .iter()
            .map(|(name, value)| (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned()))
            .collect();
        let body = Body::begin(incoming, &head.headers, self.settings.body).await;
        let (reply, answered) = oneshot::channel();
        let exchange = Arc::new(Exchange {
            method: head.method.as_str().to_owned(),
            path: head.uri.path().to_owned(),
            query: head.uri.query().unwrap_or("").to_owned(),
            headers,
            body: Mutex::new(Some(body)),
            raw: Mutex::new(None),
            peer: self.peer.ip().to_string(),
            reply: Mutex::new(Some(reply)),
            upgrade: Mutex::new(upgrade),
            place: Mutex::new(Some(self.place.clone())),
            client: Mutex::new(Client::default()),
        });
        let asked = Asked::new(exchange.clone());
        let reply = match self.requests.send(exchange).await {
            Ok(()) => answered.await.ok(),
            Err(_) => Some(Reply::Unavailable),
        };
        asked.answered();
        Ok(reply.map_or_else(|| failure(500, "internal error"), response))
    }
}
