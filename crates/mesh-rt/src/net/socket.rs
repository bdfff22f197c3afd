//! WebSocket connections and rooms. A connection is known by a number; the number of a closed one is never used again.

use parking_lot::{Mutex, MutexGuard};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use hyper::upgrade::Upgraded;
use hyper_util::rt::TokioIo;
use tokio::sync::mpsc;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::error::ProtocolError;
use tokio_tungstenite::tungstenite::protocol::{CloseFrame, Role, WebSocketConfig};
use tokio_tungstenite::tungstenite::{Error, Message};

use crate::actor::waiting::{self, ActiveGuard};

/// Frames, and their bytes, that wait for the socket; a connection that does not keep up gets no more.
const OUTGOING: usize = 1024;
const OUTGOING_BYTES: usize = 1 << 20;
/// Messages that wait for the actor.
const INCOMING: usize = 64;
const MAX_MESSAGE: usize = 5 << 20;
const PING: Duration = Duration::from_secs(30);
const SILENCE: Duration = Duration::from_secs(60);

/// How long a client may take to end its side after ours has ended.
const LINGER: Duration = Duration::from_secs(5);

type Stream = WebSocketStream<TokioIo<Upgraded>>;

/// The code of a connection that ended without a close frame (RFC 6455, section 7.1.5).
const ABNORMAL: u16 = 1006;

/// One open connection.
pub struct Connection {
    outgoing: mpsc::Sender<Message>,
    /// Bytes of the frames that wait.
    waiting: AtomicUsize,
    pub incoming: tokio::sync::Mutex<mpsc::Receiver<String>>,
    pub closed: Mutex<(u16, String)>,
    /// Rings when the actor is gone that read the connection.
    abandoned: tokio::sync::Notify,
    /// From then on the program goes on until what was sent is out.
    last_words: Mutex<Option<ActiveGuard>>,
}

impl Connection {
    /// Whether frames can still be handed to the connection's task.
    fn is_open(&self) -> bool {
        !self.outgoing.is_closed()
    }
}

#[derive(Default)]
struct Registry {
    connections: BTreeMap<i64, Arc<Connection>>,
    rooms: BTreeMap<String, BTreeSet<i64>>,
}

impl Registry {
    fn is_open(&self, id: i64) -> bool {
        self.connections.get(&id).is_some_and(|connection| connection.is_open())
    }

    /// Takes a connection out of all its rooms.
    fn leave_all(&mut self, id: i64) {
        self.rooms.retain(|_, members| {
            members.remove(&id);
            !members.is_empty()
        });
    }
}

fn registry() -> MutexGuard<'static, Registry> {
    static REGISTRY: OnceLock<Mutex<Registry>> = OnceLock::new();
    REGISTRY.get_or_init(Mutex::default).lock()
}

/// What became of a frame.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Sent {
    Taken,
    /// The socket does not keep up.
    Full,
    Closed,
}

/// The connection of a number, while its actor still reads it.
pub fn connection(id: i64) -> Option<Arc<Connection>> {
    registry().connections.get(&id).cloned()
}

/// Whether frames can still be handed to the connection's task.
pub fn is_open(id: i64) -> bool {
    registry().is_open(id)
}

/// Forgets a connection whose actor is done with it; when it is still open, the client is told of an internal error.
pub fn forget(id: i64) {
    let mut registry = registry();
    if let Some(connection) = registry.connections.remove(&id) {
        *connection.last_words.lock() = Some(ActiveGuard::new());
        connection.abandoned.notify_one();
    }
    registry.leave_all(id);
}

/// Ends a connection whose actor reads no more, if it is still open, and waits until its task knows how it ended: by a
/// close frame that was sent before, perhaps.
pub async fn fail(id: i64) {
    let Some(connection) = connection(id) else { return };
    connection.abandoned.notify_one();
    let mut incoming = connection.incoming.lock().await;
    while incoming.recv().await.is_some() {}
}

/// Hands a message to the connection's own task.
pub fn send(id: i64, message: Message) -> Sent {
    let Some(connection) = connection(id) else { return Sent::Closed };
    // A frame that is larger than the room goes alone.
    let size = message.len();
    let before = connection.waiting.fetch_add(size, Ordering::Relaxed);
    let sent = if before > 0 && before + size > OUTGOING_BYTES {
        Err(mpsc::error::TrySendError::Full(message))
    } else {
        connection.outgoing.try_send(message)
    };
    if sent.is_err() {
        connection.waiting.fetch_sub(size, Ordering::Relaxed);
    }
    match sent {
        Ok(()) => Sent::Taken,
        Err(mpsc::error::TrySendError::Full(_)) => Sent::Full,
        Err(mpsc::error::TrySendError::Closed(_)) => Sent::Closed,
    }
}

/// Ends a connection with a frame behind all that was sent, however full the queue is.
pub fn close(id: i64, frame: CloseFrame) {
    let Some(connection) = connection(id) else { return };
    if let Err(mpsc::error::TrySendError::Full(message)) = connection.outgoing.try_send(Message::Close(Some(frame))) {
        let active = ActiveGuard::new();
        waiting::tokio().spawn(async move {
            let _ = connection.outgoing.send(message).await;
            drop(active);
        });
    }
}

/// Ends every connection with a frame; waits until their tasks are over, but not longer than `patience`.
pub async fn close_all(frame: CloseFrame, patience: Duration) {
    let all: Vec<(i64, Arc<Connection>)> = registry().connections.iter().map(|(id, one)| (*id, one.clone())).collect();
    let ending = async {
        for (id, one) in all {
            close(id, frame.clone());
            one.outgoing.closed().await;
        }
    };
    let _ = tokio::time::timeout(patience, ending).await;
}

/// Enters a room; false when the connection is closed.
pub fn join(id: i64, room: &str) -> bool {
    let mut registry = registry();
    let open = registry.is_open(id);
    if open {
        registry.rooms.entry(room.to_owned()).or_default().insert(id);
    }
    open
}

/// Leaves a room, if it is there; false when the connection is closed.
pub fn leave(id: i64, room: &str) -> bool {
    {
        let mut registry = registry();
        if let Some(members) = registry.rooms.get_mut(room) {
            members.remove(&id);
            if members.is_empty() {
                registry.rooms.remove(room);
            }
        }
    }
    is_open(id)
}

/// Sends a text to everybody in a room but one; gives for how many it was queued.
pub fn broadcast(room: &str, text: &str, except: Option<i64>) -> i64 {
    let message = Message::text(text);
    let others = members(room).into_iter().filter(|id| Some(*id) != except);
    others.filter(|id| send(*id, message.clone()) == Sent::Taken).count() as i64
}

/// The connections in a room.
pub fn members(room: &str) -> Vec<i64> {
    registry().rooms.get(room).map_or_else(Vec::new, |members| members.iter().copied().collect())
}

/// Takes over an upgraded connection; gives its number.
pub async fn adopt(upgraded: Upgraded) -> i64 {
    static NEXT: AtomicI64 = AtomicI64::new(1);
    let id = NEXT.fetch_add(1, Ordering::Relaxed);
    let config = WebSocketConfig::default().max_message_size(Some(MAX_MESSAGE)).max_frame_size(Some(MAX_MESSAGE));
    let stream = WebSocketStream::from_raw_socket(TokioIo::new(upgraded), Role::Server, Some(config)).await;
    let (outgoing, to_send) = mpsc::channel(OUTGOING);
    let (received, incoming) = mpsc::channel(INCOMING);
    let closed = Mutex::new((ABNORMAL, String::new()));
    let incoming = tokio::sync::Mutex::new(incoming);
    let connection = Arc::new(Connection {
        outgoing,
        waiting: AtomicUsize::new(0),
        incoming,
        closed,
        abandoned: tokio::sync::Notify::new(),
        last_words: Mutex::new(None),
    });
    registry().connections.insert(id, connection.clone());
    tokio::spawn(run(id, stream, connection, to_send, received));
    id
}

/// The life of a connection: moves frames in both directions until one side ends it.
async fn run(
    id: i64,
    mut stream: Stream,
    connection: Arc<Connection>,
    mut to_send: mpsc::Receiver<Message>,
    received: mpsc::Sender<String>,
) {
    use futures_util::{SinkExt, StreamExt};
    let mut ping = tokio::time::interval(PING);
    let mut last = tokio::time::Instant::now();
    // A text that the actor has no room for yet: meanwhile nothing more is read, but what is sent to the client goes
    // out.
    let mut pending: Option<String> = None;
    let mut abandoned = false;
    let farewell = loop {
        tokio::select! {
            frame = stream.next(), if pending.is_none() => {
                last = tokio::time::Instant::now();
                match incoming(frame) {
                    Incoming::Text(text) => pending = Some(text),
                    Incoming::Nothing => {}
                    Incoming::Closed(frame) => {
                        set_closed(&connection, frame.as_ref());
                        break None;
                    }
                    Incoming::Refused(code, reason) => break Some((code, reason)),
                    Incoming::Broken => break None,
                }
            }
            place = received.reserve(), if pending.is_some() => {
                let (Ok(place), Some(text)) = (place, pending.take()) else { break None };
                place.send(text);
            }
            message = to_send.recv() => {
                let Some(message) = message else { break abandoned.then_some((1011, "internal error")) };
                let closing = if let Message::Close(frame) = &message { Some(frame.clone()) } else { None };
                let size = message.len();
                // A client that takes nothing for so long is gone.
                let sent = tokio::time::timeout(SILENCE, stream.send(message)).await;
                connection.waiting.fetch_sub(size, Ordering::Relaxed);
                if let Some(frame) = closing {
                    set_closed(&connection, frame.as_ref());
                    break None;
                }
                if !matches!(sent, Ok(Ok(()))) {
                    break None;
                }
            }
            // What was sent before, a close frame perhaps, still goes out.
            () = connection.abandoned.notified(), if !abandoned => {
                abandoned = true;
                to_send.close();
            }
            _ = ping.tick() => {
                let silent = pending.is_none() && last.elapsed() > SILENCE;
                let sent = tokio::time::timeout(SILENCE, stream.send(Message::Ping(bytes::Bytes::new()))).await;
                if silent || !matches!(sent, Ok(Ok(()))) {
                    break None;
                }
            }
        }
    };
    if let Some((code, reason)) = farewell {
        let frame = CloseFrame { code: code.into(), reason: reason.into() };
        set_closed(&connection, Some(&frame));
        let _ = tokio::time::timeout(SILENCE, stream.close(Some(frame))).await;
    }
    to_send.close();
    // The actor finds no more texts; from now on `closed` is how the connection ended.
    drop(received);
    registry().leave_all(id);
    let _ = tokio::time::timeout(SILENCE, stream.flush()).await;
    drop(connection.last_words.lock().take());
    linger(&mut stream).await;
}

/// What a frame from the client means.
enum Incoming {
    Text(String),
    /// Pings and pongs, which the protocol answers itself.
    Nothing,
    Closed(Option<CloseFrame>),
    /// The connection ends with this code and reason.
    Refused(u16, &'static str),
    Broken,
}

fn incoming(frame: Option<Result<Message, Error>>) -> Incoming {
    let not_text = Incoming::Refused(1007, "not UTF-8");
    match frame {
        Some(Ok(Message::Text(text))) => Incoming::Text(text.to_string()),
        Some(Ok(Message::Binary(bytes))) => String::from_utf8(bytes.into()).map_or(not_text, Incoming::Text),
        Some(Ok(Message::Close(frame))) => Incoming::Closed(frame),
        Some(Ok(_)) => Incoming::Nothing,
        Some(Err(Error::Capacity(_))) => Incoming::Refused(1009, "message too big"),
        Some(Err(Error::Utf8(_))) => not_text,
        Some(Err(Error::Protocol(ProtocolError::ResetWithoutClosingHandshake))) | None => Incoming::Broken,
        Some(Err(Error::Protocol(_))) => Incoming::Refused(1002, "protocol error"),
        Some(Err(_)) => Incoming::Broken,
    }
}

/// Reads and drops what the client still sends, for a moment: closing a socket with unread data would make it lose the
/// close frame.
async fn linger(stream: &mut Stream) {
    use tokio::io::AsyncReadExt;
    let mut buffer = vec![0u8; 1 << 16];
    let reading = async { while matches!(stream.get_mut().read(&mut buffer).await, Ok(1..)) {} };
    let _ = tokio::time::timeout(LINGER, reading).await;
}

fn set_closed(connection: &Connection, frame: Option<&CloseFrame>) {
    let (code, reason) = frame.map_or((1005, String::new()), |frame| (frame.code.into(), frame.reason.to_string()));
    *connection.closed.lock() = (code, reason);
}
