//! WebSocket connections and rooms. A connection is known by a number; the number of a closed one is never used again.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock};
use std::time::Duration;

use hyper::upgrade::Upgraded;
use hyper_util::rt::TokioIo;
use tokio::sync::mpsc;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::protocol::{CloseFrame, Role, WebSocketConfig};
use tokio_tungstenite::tungstenite::{Error, Message};

/// Frames, and their bytes, that wait for the socket; a connection that does not keep up gets no more.
const OUTGOING: usize = 1024;
const OUTGOING_BYTES: usize = 1 << 20;
/// Messages that wait for the actor.
const INCOMING: usize = 64;
const MAX_MESSAGE: usize = 5 << 20;
const PING: Duration = Duration::from_secs(30);
const SILENCE: Duration = Duration::from_secs(60);

/// The code of a connection that ended without a close frame (RFC 6455, section 7.1.5).
const ABNORMAL: u16 = 1006;

/// One open connection.
pub struct Connection {
    outgoing: mpsc::Sender<Message>,
    /// Bytes of the frames that wait.
    waiting: AtomicUsize,
    pub incoming: tokio::sync::Mutex<mpsc::Receiver<String>>,
    pub closed: Mutex<(u16, String)>,
}

#[derive(Default)]
struct Registry {
    connections: BTreeMap<i64, Arc<Connection>>,
    rooms: BTreeMap<String, BTreeSet<i64>>,
}

fn registry() -> MutexGuard<'static, Registry> {
    static REGISTRY: OnceLock<Mutex<Registry>> = OnceLock::new();
    REGISTRY.get_or_init(Mutex::default).lock().unwrap_or_else(std::sync::PoisonError::into_inner)
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

/// Forgets a connection: rooms first, so that nobody sends to it any more.
pub fn forget(id: i64) {
    let mut registry = registry();
    registry.connections.remove(&id);
    registry.rooms.retain(|_, members| {
        members.remove(&id);
        !members.is_empty()
    });
}

fn leave_rooms(id: i64) {
    registry().rooms.retain(|_, members| {
        members.remove(&id);
        !members.is_empty()
    });
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

/// Ends every connection with a code; waits until their tasks are over, but not longer than `patience`.
pub async fn close_all(code: u16, reason: String, patience: Duration) {
    let all: Vec<(i64, Arc<Connection>)> = registry().connections.iter().map(|(id, one)| (*id, one.clone())).collect();
    let ending = async {
        for (id, one) in all {
            let frame = CloseFrame { code: code.into(), reason: reason.clone().into() };
            if send(id, Message::Close(Some(frame))) == Sent::Taken {
                one.outgoing.closed().await;
            }
        }
    };
    let _ = tokio::time::timeout(patience, ending).await;
}

/// Enters a room; false when the connection is closed.
pub fn join(id: i64, room: &str) -> bool {
    let mut registry = registry();
    let open = registry.connections.get(&id).is_some_and(|connection| !connection.outgoing.is_closed());
    if open {
        registry.rooms.entry(room.to_owned()).or_default().insert(id);
    }
    open
}

/// Leaves a room; false when it was not there.
pub fn leave(id: i64, room: &str) -> bool {
    let mut registry = registry();
    let Some(members) = registry.rooms.get_mut(room) else { return false };
    let was = members.remove(&id);
    if members.is_empty() {
        registry.rooms.remove(room);
    }
    was
}

/// Sends a text to everybody in a room but one; gives how many did not take it.
pub fn broadcast(room: &str, text: &str, except: Option<i64>) -> i64 {
    let members: Vec<i64> =
        registry().rooms.get(room).map_or_else(Vec::new, |members| members.iter().copied().collect());
    let message = Message::text(text);
    let others = members.into_iter().filter(|id| Some(*id) != except);
    others.filter(|id| send(*id, message.clone()) != Sent::Taken).count() as i64
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
    let connection = Arc::new(Connection { outgoing, waiting: AtomicUsize::new(0), incoming, closed });
    registry().connections.insert(id, connection.clone());
    tokio::spawn(run(id, stream, connection, to_send, received));
    id
}

/// The life of a connection: moves frames in both directions until one side ends it.
async fn run(
    id: i64,
    mut stream: WebSocketStream<TokioIo<Upgraded>>,
    connection: Arc<Connection>,
    mut to_send: mpsc::Receiver<Message>,
    received: mpsc::Sender<String>,
) {
    use futures_util::{SinkExt, StreamExt};
    let mut ping = tokio::time::interval(PING);
    let mut last = tokio::time::Instant::now();
    loop {
        tokio::select! {
            frame = stream.next() => {
                last = tokio::time::Instant::now();
                match frame {
                    Some(Ok(Message::Text(text))) => {
                        if received.send(text.to_string()).await.is_err() {
                            break;
                        }
                    }
                    Some(Ok(Message::Close(frame))) => {
                        set_closed(&connection, frame.as_ref());
                        break;
                    }
                    Some(Ok(_)) => {}
                    Some(Err(Error::Capacity(_))) => {
                        let frame = CloseFrame { code: 1009.into(), reason: "message too big".into() };
                        set_closed(&connection, Some(&frame));
                        let _ = stream.close(Some(frame)).await;
                        discard(stream.get_mut()).await;
                        break;
                    }
                    Some(Err(_)) | None => break,
                }
            }
            message = to_send.recv() => {
                let Some(message) = message else { break };
                let closing = if let Message::Close(frame) = &message { Some(frame.clone()) } else { None };
                let size = message.len();
                // A client that takes nothing for so long is gone.
                let sent = tokio::time::timeout(SILENCE, stream.send(message)).await;
                connection.waiting.fetch_sub(size, Ordering::Relaxed);
                if !matches!(sent, Ok(Ok(()))) {
                    break;
                }
                if let Some(frame) = closing {
                    set_closed(&connection, frame.as_ref());
                    break;
                }
            }
            _ = ping.tick() => {
                let sent = tokio::time::timeout(SILENCE, stream.send(Message::Ping(bytes::Bytes::new()))).await;
                if last.elapsed() > SILENCE || !matches!(sent, Ok(Ok(()))) {
                    break;
                }
            }
        }
    }
    to_send.close();
    leave_rooms(id);
    let _ = tokio::time::timeout(SILENCE, stream.flush()).await;
}

/// Reads what a client is still sending: a connection that is closed over unread bytes is reset, and the client would
/// not see why.
async fn discard(connection: &mut TokioIo<Upgraded>) {
    use tokio::io::AsyncReadExt;
    let mut bytes = vec![0; 1 << 16];
    let reading = async { while connection.read(&mut bytes).await.is_ok_and(|count| count > 0) {} };
    let _ = tokio::time::timeout(Duration::from_secs(5), reading).await;
}

fn set_closed(connection: &Connection, frame: Option<&CloseFrame>) {
    let (code, reason) = frame.map_or((1005, String::new()), |frame| (frame.code.into(), frame.reason.to_string()));
    *connection.closed.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = (code, reason);
}
