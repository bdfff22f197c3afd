//! Listeners: the accept loop, and how it ends.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use futures_util::FutureExt;
use tokio::net::TcpListener;
use tokio::sync::{Semaphore, mpsc, watch};

use super::body::Pace;
use super::connection::{Connection, Entrance};
use super::exchange::{Exchange, Reply};
use super::http2::Common;
use super::tcp::listen_at;
use crate::actor::waiting::{self, ActiveGuard};

/// Requests that wait for an actor; more make their clients wait.
const WAITING: usize = 1024;
/// How long the connections of a listener that has ended may keep the program going.
const LAST_ANSWERS: Duration = Duration::from_secs(10);

/// The most connections that may stand before a listener: that many are let in when it ends.
const BACKLOG: usize = 1024;

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
    /// Requests at a time over one connection of HTTP/2.
    pub streams: usize,
}

/// A server that listens until it is stopped or dropped. When it is dropped, requests that an actor has are answered, those
/// that wait for one are turned away, and the connections closed; until then the program goes on.
pub struct Listener {
    /// Each connection holds a receiver.
    phase: Arc<watch::Sender<Phase>>,
    waiting: tokio::sync::Mutex<mpsc::Receiver<Arc<Exchange>>>,
    /// Where it listens.
    pub address: SocketAddr,
    /// Whether who takes its requests is of the background: then the program does not go on for last answers.
    pub is_background: AtomicBool,
}

/// What the tasks of a listener are told.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Phase {
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

    /// The next request, if one waits already.
    pub fn waiting(&self) -> Option<Arc<Exchange>> {
        self.waiting.try_lock().ok()?.try_recv().ok()
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
        let active = (!self.is_background.load(Ordering::Relaxed)).then(ActiveGuard::new);
        waiting::tokio().spawn(async move {
            let _ = tokio::time::timeout(LAST_ANSWERS, phase.closed()).await;
            drop(active);
        });
    }
}

/// Binds and begins to accept connections, which come in by that entrance.
pub async fn listen<E: Entrance>(host: String, port: u16, settings: Settings, entrance: E) -> Result<Listener, String> {
    let bound = listen_at(&host, port).await.and_then(|bound| Ok((bound.local_addr()?, bound)));
    let (address, listener) = bound.map_err(|error| format!("{host}:{port}: {error}"))?;
    let (requests, waiting) = mpsc::channel(WAITING);
    let phase = Arc::new(watch::Sender::new(Phase::Open));
    let (told, ends) = (phase.subscribe(), phase.clone());
    tokio::spawn(async move {
        let mut stopped = told.clone();
        let places = Arc::new(Semaphore::new(settings.connections.clamp(1, Semaphore::MAX_PERMITS)));
        let common = Arc::new(Common::new(settings.connections));
        let door = Door { places, common, listener, settings, entrance, requests, told };
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
    let is_background = AtomicBool::new(false);
    Ok(Listener { phase, waiting: tokio::sync::Mutex::new(waiting), address, is_background })
}

/// Where connections come in.
struct Door<E> {
    listener: TcpListener,
    /// Those that are free.
    places: Arc<Semaphore>,
    common: Arc<Common>,
    settings: Settings,
    entrance: E,
    requests: mpsc::Sender<Arc<Exchange>>,
    told: watch::Receiver<Phase>,
}

impl<E: Entrance> Door<E> {
    /// Accepts one connection, when there is a place for it.
    async fn admit(&self) {
        // Nobody closes the semaphore.
        let Ok(place) = self.places.clone().acquire_owned().await else { return };
        match self.listener.accept().await {
            Ok((stream, peer)) => {
                let _ = stream.set_nodelay(true);
                let (requests, common) = (self.requests.clone(), self.common.clone());
                let connection = Connection::new(self.settings, peer, place, requests);
                tokio::spawn(connection.run(stream, self.entrance.clone(), common, self.told.clone()));
            }
            // Out of file descriptors, most likely: some may be closed soon.
            Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
        }
    }
}

/// Waits until the listener is so far.
pub async fn reached(told: &mut watch::Receiver<Phase>, wanted: Phase) {
    let _ = told.wait_for(|phase| *phase >= wanted).await;
}
