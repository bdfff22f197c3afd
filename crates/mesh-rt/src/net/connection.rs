//! The life of a connection on the I/O runtime, over either version of HTTP.

use std::convert::Infallible;
use std::error::Error;
use std::future::Future;
use std::net::SocketAddr;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use hyper::body::Incoming;
use hyper::header::{CONNECTION, HeaderValue};
use hyper::http::request;
use hyper::server::conn::http1::Parts;
use hyper::service::service_fn;
use hyper::{Method, Request, Response};
use hyper_util::rt::{TokioIo, TokioTimer};
use parking_lot::Mutex;
use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::mpsc::error::TrySendError;
use tokio::sync::{OwnedSemaphorePermit, mpsc, oneshot, watch};
use tokio::time::{sleep, timeout};
use tokio_io_timeout::TimeoutStream;

use super::body::Body;
use super::dev;
use super::exchange::{Asked, Client, Exchange, Reply, failure, response};
use super::handshake;
use super::head::{fault, join_cookies};
use super::http2::{self, Common, Streams};
use super::payload::Payload;
use super::replay::{Replay, Version, sniff};
use super::serve::{Phase, Settings, reached};
use crate::actor::inline;

/// How long a connection that has just come in may take to ask for something when its listener ends.
const FIRST_WORDS: Duration = Duration::from_millis(50);

/// A request's head over HTTP/1 is not larger than this, about.
const HEAD_BYTES: usize = 128 << 10;

/// How long it may take to say that a connection ends.
const FAREWELL: Duration = Duration::from_secs(1);

/// A connection that ends when its client takes nothing for too long.
pub type Wire = Pin<Box<TimeoutStream<TcpStream>>>;

/// How connections come in: as they are, or encrypted.
pub trait Entrance: Clone + Send + Sync + 'static {
    type Stream: AsyncRead + AsyncWrite + Unpin + Send + 'static;
    /// Whether what comes over its connections is safe from others.
    const SECURE: bool;
    /// What is said over a connection, and in which version of HTTP; `None` when there is nothing to be understood.
    fn enter(&self, wire: Wire) -> impl Future<Output = Option<(Self::Stream, Version)>> + Send;
}

/// Without encryption. Which version a client speaks is seen by what it says first.
#[derive(Clone, Copy)]
pub struct Plain;

impl Entrance for Plain {
    type Stream = Replay<Wire>;
    const SECURE: bool = false;
    async fn enter(&self, wire: Wire) -> Option<(Replay<Wire>, Version)> {
        sniff(wire).await
    }
}

/// What the requests of one connection have in common.
#[derive(Clone)]
pub struct Connection {
    settings: Settings,
    /// Its address, without the port.
    peer: Arc<str>,
    place: Arc<OwnedSemaphorePermit>,
    /// Whether a request has come.
    begun: Arc<AtomicBool>,
    requests: mpsc::Sender<Arc<Exchange>>,
    is_secure: bool,
    /// Where many requests share it.
    streams: Option<Arc<Streams>>,
}

impl Connection {
    /// One that has come in and holds its place among those that its listener bears.
    pub fn new(
        settings: Settings,
        peer: SocketAddr,
        place: OwnedSemaphorePermit,
        requests: mpsc::Sender<Arc<Exchange>>,
    ) -> Connection {
        let (place, begun) = (Arc::new(place), Arc::new(AtomicBool::new(false)));
        // One of IPv4 that came to an address of IPv6 is itself.
        let peer = peer.ip().to_canonical().to_string().into();
        Connection { settings, peer, place, begun, requests, is_secure: false, streams: None }
    }

    /// Serves it to its end.
    pub async fn run<E: Entrance>(
        mut self,
        stream: TcpStream,
        entrance: E,
        common: Arc<Common>,
        mut told: watch::Receiver<Phase>,
    ) {
        self.is_secure = E::SECURE;
        let mut stream = TimeoutStream::new(stream);
        stream.set_write_timeout(Some(self.settings.write));
        let entered = tokio::select! {
            entered = timeout(self.settings.head, entrance.enter(Box::pin(stream))) => entered,
            // Who asks for nothing is owed nothing.
            () = async { reached(&mut told, Phase::Closed).await; sleep(FIRST_WORDS).await } => return,
        };
        match entered {
            Ok(Some((stream, Version::One))) => self.run_one(TokioIo::new(stream), told).await,
            Ok(Some((stream, Version::Two))) => self.run_two(TokioIo::new(stream), &common, told).await,
            Ok(None) | Err(_) => {}
        }
    }

    async fn run_one<S: AsyncRead + AsyncWrite + Unpin + Send + 'static>(
        self,
        stream: TokioIo<S>,
        mut told: watch::Receiver<Phase>,
    ) {
        let begun = self.begun.clone();
        let mut builder = hyper::server::conn::http1::Builder::new();
        builder.timer(TokioTimer::new()).header_read_timeout(self.settings.head).max_buf_size(HEAD_BYTES);
        let service = service_fn(move |request| self.clone().answer(request));
        let mut serving = builder.serve_connection(stream, service).with_upgrades();
        let outcome = tokio::select! {
            biased;
            outcome = &mut serving => outcome,
            () = reached(&mut told, Phase::Closed) => {
                if !begun.load(Ordering::Relaxed) && timeout(FIRST_WORDS, &mut serving).await.is_ok() {
                    return;
                }
                if begun.load(Ordering::Relaxed) {
                    Pin::new(&mut serving).graceful_shutdown();
                    let _ = serving.await;
                }
                return;
            }
        };
        // A connection that breaks is its client's business. Who has said nothing for too long is told that nothing more comes.
        if outcome.is_err_and(|error| error.is_timeout() && error.source().is_none())
            && let Some(Parts { io, .. }) = serving.into_parts()
        {
            let _ = timeout(FAREWELL, io.into_inner().shutdown()).await;
        }
    }

    async fn run_two<S: AsyncRead + AsyncWrite + Unpin + Send + 'static>(
        mut self,
        stream: TokioIo<S>,
        common: &Common,
        mut told: watch::Receiver<Phase>,
    ) {
        let Settings { streams: most, head, write, .. } = self.settings;
        let streams = Arc::new(Streams::new(most, common));
        self.streams = Some(streams.clone());
        let begun = self.begun.clone();
        let service = service_fn(move |request| self.clone().answer(request));
        let has_room = streams.has_room();
        let mut serving = pin!(http2::protocol(most, write, has_room).serve_connection(stream, service));
        tokio::select! {
            _ = serving.as_mut() => return,
            () = streams.abused() => return,
            () = streams.idle(head) => {}
            () = reached(&mut told, Phase::Closed) => {
                if !begun.load(Ordering::Relaxed) && timeout(FIRST_WORDS, serving.as_mut()).await.is_ok() {
                    return;
                }
            }
        }
        serving.as_mut().graceful_shutdown();
        tokio::select! {
            _ = serving.as_mut() => {}
            () = streams.abused() => {}
            // All is answered, but the client does not take it, or does not go.
            () = streams.idle(write) => {}
        }
    }

    async fn answer(self, mut request: Request<Incoming>) -> Result<Response<Payload>, Infallible> {
        self.begun.store(true, Ordering::Relaxed);
        let can_upgrade = request.version() == hyper::Version::HTTP_11 && handshake::is_asked_for(request.headers());
        let upgrade = can_upgrade.then(|| hyper::upgrade::on(&mut request));
        let (mut head, incoming) = request.into_parts();
        if head.version == hyper::Version::HTTP_2 {
            join_cookies(&mut head.headers);
        }
        if let Some((status, text)) = fault(&head) {
            return Ok(refused(status, text));
        }
        if let Some(answer) = dev::answer(head.uri.path()) {
            return Ok(answer);
        }
        let progress = self.streams.as_ref().and_then(|streams| {
            let progress = http2::progress()?;
            *progress.open.lock() = Some(streams.open());
            Some(progress)
        });
        let handler = match &self.streams {
            // Apart, so that the state of a request over HTTP/1.1 has no room for it.
            Some(streams) => Box::pin(streams.place()).await,
            None => None,
        };
        let is_head = head.method == Method::HEAD;
        let body = Body::begin(incoming, &head, self.settings.body).await;
        let (reply, answered) = oneshot::channel();
        let request::Parts { method, uri: target, headers: fields, version, .. } = head;
        let exchange = Arc::new(Exchange {
            method,
            target,
            fields,
            version,
            is_secure: self.is_secure,
            body: Mutex::new(Some(body)),
            chunks: Mutex::new(None),
            raw: Mutex::new(None),
            peer: self.peer.clone(),
            reply: Mutex::new(Some(reply)),
            defaults: Mutex::default(),
            upgrade: Mutex::new(upgrade),
            place: Mutex::new(Some(self.place.clone())),
            handler: Mutex::new(handler),
            client: Mutex::new(Client::default()),
        });
        let asked = Asked::new(exchange.clone());
        let sent = match inline::at_once(|| self.requests.try_send(exchange)) {
            Err(TrySendError::Full(exchange)) => self.requests.send(exchange).await.is_ok(),
            sent => sent.is_ok(),
        };
        let reply = if sent { answered.await.ok() } else { Some(Reply::Unavailable) };
        // Who streams an answer may read meanwhile.
        if !matches!(reply, Some(Reply::Streamed { .. })) {
            asked.forget_body();
        }
        if let Some(progress) = &progress {
            progress.open.lock().as_mut().map(http2::Open::answered).unwrap_or_default();
        }
        Ok(response(reply.unwrap_or(Reply::Failed), asked, is_head, progress))
    }
}

/// The answer to what is no request; its connection is closed.
fn refused(status: u16, text: &str) -> Response<Payload> {
    let mut refused = failure(status, text);
    refused.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
    refused
}
