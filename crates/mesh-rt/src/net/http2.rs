//! What is particular to HTTP/2: many requests over one connection, so what one client may have going at once, and how long one
//! stream may stand still.
//!
//! Floods of frames are the `h2` library's to notice: headers that never end, resets before a request is taken, pings and
//! settings whose answers nobody reads. Here are the limits to what requests cost.

use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use hyper::rt::Executor;
use hyper::server::conn::http2::Builder;
use hyper_util::rt::TokioTimer;
use parking_lot::Mutex;
use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, sleep, sleep_until};

/// The largest list of headers.
const HEADERS: u32 = 32 << 10;
/// How much of a body may come before anybody reads it.
const STREAM_WINDOW: u32 = 256 << 10;
/// The same of all bodies of a connection that is one of many. One of few has room for all its streams: what nobody reads keeps no
/// other request of it back.
const CONNECTION_WINDOW: u32 = 1 << 20;
/// For so many streams the connections of a listener have such room: 256 MiB.
const ROOMS: usize = 1024;
/// Requests that may be taken back before their answer, beyond those that were answered, before the connection is closed.
const TAKEN_BACK: u32 = 200;
/// How often a client is asked whether it is there while it waits for an answer, and how long it may take to say so.
const PING: Duration = Duration::from_secs(30);
const PONG: Duration = Duration::from_secs(10);

/// What the connections of a listener share.
pub struct Common {
    /// Handlers that may run at a time.
    places: Arc<Semaphore>,
    /// Streams for whose bodies there is room.
    rooms: Arc<Semaphore>,
}

impl Common {
    /// For a listener that bears so many handlers at a time.
    pub fn new(handlers: usize) -> Common {
        let places = handlers.clamp(1, Semaphore::MAX_PERMITS);
        Common { places: Arc::new(Semaphore::new(places)), rooms: Arc::new(Semaphore::new(ROOMS)) }
    }
}

/// A protocol with its limits; `streams` at a time, none of which may stand still for longer than `patience`. `has_room`: for the bodies
/// of all of them.
pub fn protocol(streams: usize, patience: Duration, has_room: bool) -> Builder<Watch> {
    let window = if has_room { STREAM_WINDOW * streams as u32 } else { CONNECTION_WINDOW };
    let mut builder = Builder::new(Watch { patience });
    builder
        .timer(TokioTimer::new())
        .max_concurrent_streams(u32::try_from(streams).unwrap_or(u32::MAX))
        .max_header_list_size(HEADERS)
        .initial_stream_window_size(STREAM_WINDOW)
        .initial_connection_window_size(window.max(CONNECTION_WINDOW))
        .keep_alive_interval(PING)
        .keep_alive_timeout(PONG);
    builder
}

/// What the requests of one connection have in common.
pub struct Streams {
    /// Handlers that may run for it at a time, whatever becomes of the streams.
    places: Arc<Semaphore>,
    /// The same for all connections of the listener.
    all_places: Arc<Semaphore>,
    /// Room for the bodies of all streams, if there was some.
    room: Option<OwnedSemaphorePermit>,
    state: Mutex<State>,
    abused: Notify,
}

struct State {
    open: usize,
    /// When the last one ended.
    since: Instant,
    taken_back: u32,
}

/// The right to have a handler.
pub struct Place {
    _own: OwnedSemaphorePermit,
    _shared: OwnedSemaphorePermit,
}

impl Streams {
    pub fn new(streams: usize, common: &Common) -> Streams {
        let needed = u32::try_from(streams).ok();
        Streams {
            places: Arc::new(Semaphore::new(streams.clamp(1, Semaphore::MAX_PERMITS))),
            all_places: common.places.clone(),
            room: needed.and_then(|needed| common.rooms.clone().try_acquire_many_owned(needed).ok()),
            state: Mutex::new(State { open: 0, since: Instant::now(), taken_back: 0 }),
            abused: Notify::new(),
        }
    }

    /// Whether there is room for the bodies of all streams.
    pub fn has_room(&self) -> bool {
        self.room.is_some()
    }

    /// One more request.
    pub fn open(self: &Arc<Self>) -> Open {
        self.state.lock().open += 1;
        Open { streams: self.clone(), answered: false }
    }

    /// Waits until one more handler may run.
    pub async fn place(&self) -> Option<Place> {
        let own = self.places.clone().acquire_owned().await.ok()?;
        let shared = self.all_places.clone().acquire_owned().await.ok()?;
        Some(Place { _own: own, _shared: shared })
    }

    /// Waits until the client has taken back too many requests.
    pub async fn abused(&self) {
        self.abused.notified().await;
    }

    /// Waits until nothing has been asked for so long.
    pub async fn idle(&self, patience: Duration) {
        loop {
            let end = {
                let state = self.state.lock();
                (state.open == 0).then(|| state.since + patience)
            };
            match end {
                Some(end) if end <= Instant::now() => return,
                Some(end) => sleep_until(end).await,
                None => sleep(patience).await,
            }
        }
    }
}

/// A request whose stream is open.
pub struct Open {
    streams: Arc<Streams>,
    answered: bool,
}

impl Open {
    /// The client gets its answer. The stream is open until this is dropped.
    pub fn answered(&mut self) {
        self.answered = true;
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        let mut state = self.streams.state.lock();
        state.open -= 1;
        state.since = Instant::now();
        state.taken_back = if self.answered { state.taken_back.saturating_sub(1) } else { state.taken_back + 1 };
        if state.taken_back > TAKEN_BACK {
            self.streams.abused.notify_one();
        }
    }
}

/// How far the client has taken the body of an answer.
pub struct Progress {
    begin: Instant,
    /// Milliseconds after the beginning at which something was handed on that the client has yet to make room for; or `MOVING`.
    waits: AtomicU64,
    /// Until the body is handed on.
    pub open: Mutex<Option<Open>>,
}

/// Nothing is to be taken.
const MOVING: u64 = u64::MAX;

impl Progress {
    fn new() -> Progress {
        Progress { begin: Instant::now(), waits: AtomicU64::new(MOVING), open: Mutex::new(None) }
    }

    /// A piece is handed on: the next one is asked for when the client makes room.
    pub fn hand_on(&self) {
        self.waits.store(self.begin.elapsed().as_millis() as u64, Ordering::Relaxed);
    }

    /// The client has taken everything, and there is no more yet.
    pub fn have_nothing(&self) {
        self.waits.store(MOVING, Ordering::Relaxed);
    }

    /// When the client has stood still for so long.
    fn end(&self, patience: Duration) -> Option<Instant> {
        match self.waits.load(Ordering::Relaxed) {
            MOVING => None,
            since => Some(self.begin + Duration::from_millis(since) + patience),
        }
    }
}

tokio::task_local! {
    /// That of the stream whose task this is.
    static PROGRESS: Arc<Progress>;
}

/// The progress of the stream in whose task this is called.
pub fn progress() -> Option<Arc<Progress>> {
    PROGRESS.try_with(Arc::clone).ok()
}

/// Runs the tasks of streams, and ends those whose clients take nothing: the stream is reset then.
#[derive(Clone)]
pub struct Watch {
    patience: Duration,
}

impl<F: Future<Output: Send> + Send + 'static> Executor<F> for Watch {
    fn execute(&self, stream: F) {
        let patience = self.patience;
        tokio::spawn(async move {
            let progress = Arc::new(Progress::new());
            let mut stream = std::pin::pin!(PROGRESS.scope(progress.clone(), stream));
            loop {
                let next = progress.end(patience).unwrap_or_else(|| Instant::now() + patience);
                tokio::select! {
                    biased;
                    _ = stream.as_mut() => return,
                    () = sleep_until(next) => {}
                }
                if progress.end(patience).is_some_and(|end| end <= Instant::now()) {
                    return;
                }
            }
        });
    }
}
