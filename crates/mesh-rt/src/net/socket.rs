//! WebSocket connections and rooms. A connection is known by a number; the number of a closed one is never used again.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock};
use std::time::Duration;

use hyper::upgrade::Upgraded;
use hyper_util::rt::TokioIo;
use tokio::sync::mpsc;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::protocol::{CloseFrame, Role, WebSocketConfig};
use tokio_tungstenite::tungstenite::{Error, Message};

/// Frames that wait for the socket; a connection that does not keep up gets no more.
const OUTGOING: usize = 64;
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
    match connection.outgoing.try_send(message) {
        Ok(()) => Sent::Taken,
        Err(mpsc::error::TrySendError::Full(_)) => Sent::Full,
        Err(mpsc::error::TrySendError::Closed(_)) => Sent::Closed,
    }
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
    let connection = Arc::new(Connection { outgoing, incoming: tokio::sync::Mutex::new(incoming), closed });
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
                        break;
                    }
                    Some(Err(_)) | None => break,
                }
            }
            message = to_send.recv() => {
                let Some(message) = message else { break };
                let closing = if let Message::Close(frame) = &message { Some(frame.clone()) } else { None };
                if stream.send(message).await.is_err() {
                    break;
                }
                if let Some(frame) = closing {
                    set_closed(&connection, frame.as_ref());
                    break;
                }
            }
            _ = ping.tick() => {
                if last.elapsed() > SILENCE || stream.send(Message::Ping(bytes::Bytes::new())).await.is_err() {
                    break;
                }
            }
        }
    }
    to_send.close();
    leave_rooms(id);
    let _ = stream.flush().await;
}

fn set_closed(connection: &Connection, frame: Option<&CloseFrame>) {
    let (code, reason) = frame.map_or((1005, String::new()), |frame| (frame.code.into(), frame.reason.to_string()));
    *connection.closed.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = (code, reason);
}
