//! One WebSocket connection: its task moves frames in both directions until one side ends it.

use parking_lot::Mutex;
use std::future::poll_fn;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use hyper::upgrade::Upgraded;
use hyper_util::rt::TokioIo;
use smallvec::SmallVec;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc};
use tokio::time::{Instant, MissedTickBehavior, interval_at, sleep_until, timeout};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::error::ProtocolError;
use tokio_tungstenite::tungstenite::protocol::{CloseFrame, Role, WebSocketConfig};
use tokio_tungstenite::tungstenite::{Error, Message};

use super::batch::Batch;
use super::pulse::Pulse;
use super::sockets::Sockets;
use super::writing::Writing;
use crate::actor::runtime::runtime;
use crate::actor::waiting::{self, ActiveGuard};

/// Frames that wait for the socket.
const OUTGOING: usize = 1024;
/// Messages that wait for the actor.
const INCOMING: usize = 64;
/// The bytes of either. A message that is larger than this goes alone.
const ROOM: usize = 1 << 20;
/// What waits is put together to so many bytes, that they go out in one write.
const TOGETHER: usize = 32 << 10;
/// Room for what comes in, which each connection holds; a message that is larger has room of its own.
const READING: usize = 4 << 10;
/// How often a client is asked whether it is there, and how long it may take to say so.
const PING: Duration = Duration::from_secs(30);
const PONG: Duration = Duration::from_secs(30);
/// The least that is expected to be taken in a second: what was sent before a question has to be read before it is answered.
const RATE: usize = 64 << 10;
/// No more than this is thought to be on its way.
const ON_ITS_WAY: usize = 16 << 20;
/// A client that takes nothing for so long is gone.
const SILENCE: Duration = Duration::from_secs(60);
/// How long a client may take for its part of the end, and how long a program that is over waits for that.
const LINGER: Duration = Duration::from_secs(5);
const LAST_WORDS: Duration = Duration::from_secs(1);

/// The code of a connection that ended without a close frame, and of one whose close frame had none (RFC 6455, section 7.1.5).
const ABNORMAL: u16 = 1006;
const NO_CODE: u16 = 1005;

type Stream = WebSocketStream<Pulse<TokioIo<Upgraded>>>;

/// What a client says.
#[derive(Debug)]
pub enum Content {
    Text(String),
    Binary(Vec<u8>),
}

impl Content {
    fn len(&self) -> usize {
        match self {
            Content::Text(text) => text.len(),
            Content::Binary(bytes) => bytes.len(),
        }
    }
}

/// Something on its way through a queue, with the room that it takes there.
struct Queued<T> {
    content: T,
    room: Option<OwnedSemaphorePermit>,
}

/// How many permits of a queue's room something takes.
fn share(bytes: usize) -> u32 {
    // Fits: `ROOM` does.
    bytes.clamp(1, ROOM) as u32
}

/// What goes out.
enum Outgoing {
    Batch(Batch),
    Close(CloseFrame),
}

/// What became of messages.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Sent {
    Taken,
    /// The socket does not keep up.
    Full,
    Closed,
}

/// One open connection.
pub struct Connection {
    outgoing: mpsc::Sender<Queued<Outgoing>>,
    room: Arc<Semaphore>,
    incoming: tokio::sync::Mutex<mpsc::Receiver<Queued<Content>>>,
    closed: Mutex<(u16, String)>,
    /// The subprotocol that was agreed upon.
    pub protocol: Option<String>,
    /// Rings when the actor is gone that read the connection.
    abandoned: tokio::sync::Notify,
    /// From then on the program goes on until what was sent is out.
    last_words: Mutex<Option<ActiveGuard>>,
}

impl Connection {
    /// Whether frames can still be handed to the connection's task: not behind a close frame.
    pub fn is_open(&self) -> bool {
        !self.room.is_closed()
    }

    /// Whether no message waits for a reader.
    pub fn is_drained(&self) -> bool {
        self.incoming.try_lock().is_ok_and(|incoming| incoming.is_empty())
    }

    /// The next message; `None` when the connection is closed.
    pub async fn next(&self) -> Option<Content> {
        self.incoming.lock().await.recv().await.map(|queued| queued.content)
    }

    /// The code and the reason with which the connection ended.
    pub fn end(&self) -> (u16, String) {
        self.closed.lock().clone()
    }

    /// Hands messages to the connection's task, if there is room: all of them or none.
    pub fn try_send(&self, batch: Batch) -> Sent {
        let room = match self.room.clone().try_acquire_many_owned(share(batch.len())) {
            Ok(room) => Some(room),
            Err(tokio::sync::TryAcquireError::NoPermits) => return Sent::Full,
            Err(tokio::sync::TryAcquireError::Closed) => return Sent::Closed,
        };
        match self.outgoing.try_send(Queued { content: Outgoing::Batch(batch), room }) {
            Ok(()) => Sent::Taken,
            Err(mpsc::error::TrySendError::Full(_)) => Sent::Full,
            Err(mpsc::error::TrySendError::Closed(_)) => Sent::Closed,
        }
    }

    /// The same, but waits for room so long.
    pub async fn send(&self, batch: Batch, patience: Duration) -> Sent {
        let sending = async {
            let room = self.room.clone().acquire_many_owned(share(batch.len())).await.ok()?;
            self.outgoing.send(Queued { content: Outgoing::Batch(batch), room: Some(room) }).await.ok()
        };
        match timeout(patience, sending).await {
            Ok(Some(())) => Sent::Taken,
            Ok(None) => Sent::Closed,
            Err(_) => Sent::Full,
        }
    }

    /// Ends the connection with a frame behind all that was sent, however full the queue is. Nothing more is taken.
    pub fn close(&self, frame: CloseFrame) {
        let message = Queued { content: Outgoing::Close(frame), room: None };
        let queued = self.outgoing.try_send(message);
        self.room.close();
        if let Err(mpsc::error::TrySendError::Full(message)) = queued {
            let (active, outgoing) = (ActiveGuard::new(), self.outgoing.clone());
            waiting::tokio().spawn(async move {
                let _ = outgoing.send(message).await;
                drop(active);
            });
        }
    }

    /// Nobody reads any more; when the connection is still open, the client is told of an internal error.
    pub fn abandon(&self) {
        self.abandoned.notify_one();
    }

    /// The program goes on until what was sent is out.
    pub fn say_last_words(&self) {
        *self.last_words.lock() = Some(ActiveGuard::new());
    }

    /// Waits until nothing can be sent any more.
    pub async fn ended(&self) {
        self.outgoing.closed().await;
    }

    /// Ends the connection of an actor that reads no more, if it is still open, and waits until its task knows how it ended:
    /// by a close frame that was sent before, perhaps.
    pub async fn fail(&self) {
        self.abandon();
        let mut incoming = self.incoming.lock().await;
        while incoming.recv().await.is_some() {}
    }

    fn note_end(&self, frame: Option<&CloseFrame>) {
        let end = frame.map_or((NO_CODE, String::new()), |frame| (frame.code.into(), frame.reason.to_string()));
        *self.closed.lock() = end;
    }
}

/// Takes over an upgraded connection as one of its sides, which takes messages of `most` bytes, with its place among those of its
/// listener, if it has one; gives its number.
pub async fn adopt(
    sockets: &Arc<Sockets>,
    upgraded: Upgraded,
    role: Role,
    protocol: Option<String>,
    most: usize,
    place: Option<Arc<OwnedSemaphorePermit>>,
) -> i64 {
    let config =
        WebSocketConfig::default().read_buffer_size(READING).max_message_size(Some(most)).max_frame_size(Some(most));
    let wire = Pulse::new(TokioIo::new(upgraded), SILENCE);
    let stream = WebSocketStream::from_raw_socket(wire, role, Some(config)).await;
    let (outgoing, to_send) = mpsc::channel(OUTGOING);
    let (received, incoming) = mpsc::channel(INCOMING);
    let connection = Arc::new(Connection {
        outgoing,
        room: Arc::new(Semaphore::new(ROOM)),
        incoming: tokio::sync::Mutex::new(incoming),
        closed: Mutex::new((ABNORMAL, String::new())),
        protocol,
        abandoned: tokio::sync::Notify::new(),
        last_words: Mutex::new(None),
    });
    let id = sockets.add(connection.clone());
    let sockets = sockets.clone();
    runtime().sockets().spawn(async move {
        let line = Line { stream, role, connection, to_send, writing: None, sent: Sending::default() };
        let mut life = Life { line, received, inbox: Arc::new(Semaphore::new(ROOM)) };
        let end = life.talk().await;
        sockets.leave_all(id);
        life.finish(end).await;
        sockets.over(id);
        drop(place);
    });
    id
}

/// What the task of a connection holds.
struct Life {
    line: Line,
    received: mpsc::Sender<Queued<Content>>,
    /// The room of messages that wait for the actor.
    inbox: Arc<Semaphore>,
}

/// The side of it that sends.
struct Line {
    stream: Stream,
    role: Role,
    connection: Arc<Connection>,
    to_send: mpsc::Receiver<Queued<Outgoing>>,
    /// What is under way.
    writing: Option<Writing>,
    sent: Sending,
}

/// What happens on the wire.
enum Moved {
    Came(Incoming),
    /// What was under way is written, or cannot be.
    Written(Result<(), Error>),
}

/// How many bytes were sent that the client may not have read yet.
#[derive(Default)]
struct Sending {
    /// Before the last question whether it is there, and after it.
    before: usize,
    behind: usize,
}

impl Sending {
    /// The client is asked; gives how long it may take for its answer.
    fn ask(&mut self) -> Duration {
        let before = self.before.saturating_add(std::mem::take(&mut self.behind));
        self.before = before.min(ON_ITS_WAY);
        PONG + Duration::from_millis((self.before * 1000 / RATE) as u64)
    }

    /// It has answered, and so read what was before.
    fn answered(&mut self) {
        self.before = 0;
    }
}

/// How a connection ends.
enum End {
    /// The client said so; its answer is on its way.
    ByClient,
    /// This side said so, and waits for the client's answer.
    ByServer,
    /// The client broke a rule, or nobody reads any more: a code and a reason for it.
    Failed(u16, &'static str),
    /// The client is gone.
    Lost,
}

impl Life {
    /// Moves frames until an end.
    async fn talk(&mut self) -> End {
        let mut ping = interval_at(Instant::now() + PING, PING);
        ping.set_missed_tick_behavior(MissedTickBehavior::Delay);
        // When the client must have said something, once it was asked.
        let mut alive_by: Option<Instant> = None;
        // A message that the actor has no room for yet: meanwhile nothing more is read, but what is sent to the client goes
        // out.
        let mut pending: Option<Content> = None;
        let mut abandoned = false;
        loop {
            let inbox = room_for(&self.inbox, &self.received, pending.as_ref().map_or(0, Content::len));
            let (reads, writes) = (pending.is_none(), self.line.writing.is_some());
            let Line { stream, connection, to_send, writing, .. } = &mut self.line;
            tokio::select! {
                moved = poll_fn(|context| moved(stream, writing.as_mut(), reads, context)), if reads || writes => {
                    let end = match moved {
                        Moved::Came(came) => {
                            alive_by = None;
                            self.line.came(came, &mut pending)
                        }
                        Moved::Written(outcome) => self.line.written(outcome),
                    };
                    if let Some(end) = end {
                        return end;
                    }
                }
                place = inbox, if pending.is_some() => {
                    let (Some((room, place)), Some(content)) = (place, pending.take()) else { return End::Lost };
                    place.send(Queued { content, room: Some(room) });
                    // Nothing was read meanwhile.
                    alive_by = alive_by.map(|_| Instant::now() + PONG);
                }
                queued = to_send.recv(), if !writes => {
                    let Some(queued) = queued else {
                        return if abandoned { End::Failed(1011, "internal error") } else { End::Lost };
                    };
                    self.line.begin(queued);
                }
                // What was sent before, a close frame perhaps, still goes out.
                () = connection.abandoned.notified(), if !abandoned => {
                    abandoned = true;
                    self.line.stream.get_mut().hurry(LINGER);
                    self.line.to_send.close();
                    self.line.connection.room.close();
                }
                () = sleep_until(alive_by.unwrap_or_else(Instant::now)), if alive_by.is_some() && reads => {
                    let Some(by) = self.line.heard_lately() else { return End::Lost };
                    alive_by = Some(by);
                }
                _ = ping.tick(), if !writes => {
                    let by = self.line.ask();
                    alive_by = alive_by.or(Some(by));
                }
            }
        }
    }

    /// The end of both directions. The client learns of it at once: after both close frames nothing more is said.
    async fn finish(self, end: End) {
        let Life { line: Line { mut stream, connection, mut to_send, writing, .. }, received, .. } = self;
        // A frame of which a part is written goes before any other.
        let is_whole = match writing {
            Some(mut writing) if writing.is_on_wire => {
                let rest = poll_fn(|context| writing.poll(&mut stream, context));
                matches!(timeout(LAST_WORDS, rest).await, Ok(Ok(())))
            }
            _ => true,
        };
        if let End::Failed(code, reason) = end {
            let frame = CloseFrame { code: code.into(), reason: reason.into() };
            connection.note_end(Some(&frame));
            if is_whole {
                let _ = stream.close(Some(frame)).await;
            }
        }
        to_send.close();
        connection.room.close();
        // The actor finds no more messages; from now on `closed` is how the connection ended.
        drop(received);
        if is_whole {
            let _ = stream.flush().await;
        }
        let last_words = connection.last_words.lock().take();
        let mut rest = std::pin::pin!(part(&mut stream, matches!(end, End::ByServer)));
        if timeout(LAST_WORDS, rest.as_mut()).await.is_err() {
            drop(last_words);
            rest.await;
        }
    }
}

impl Line {
    /// Asks the client whether it is there; gives when it must have answered.
    fn ask(&mut self) -> Instant {
        self.writing = Some(Writing::ping());
        Instant::now() + self.sent.ask()
    }

    /// When the client must say something, if part of a message came not long ago: in the middle of one it cannot answer.
    fn heard_lately(&self) -> Option<Instant> {
        let by = self.stream.get_ref().heard() + PONG;
        (by > Instant::now()).then_some(by)
    }

    /// Something came: what the actor is to have is put where it waits for room. Gives the end that it is, if it is one.
    fn came(&mut self, came: Incoming, pending: &mut Option<Content>) -> Option<End> {
        match came {
            Incoming::Content(content) => *pending = Some(content),
            Incoming::Answer => self.sent.answered(),
            Incoming::Nothing => {}
            Incoming::Closed(frame) => {
                self.connection.note_end(frame.as_ref());
                return Some(End::ByClient);
            }
            Incoming::Refused(code, reason) => return Some(End::Failed(code, reason)),
            Incoming::Broken => return Some(End::Lost),
        }
        None
    }

    /// Begins to write something, and what waits behind it as far as that goes out in one write.
    fn begin(&mut self, first: Queued<Outgoing>) {
        let (mut batches, mut bytes) = (SmallVec::<[Batch; 1]>::new(), 0);
        let mut room: Option<OwnedSemaphorePermit> = None;
        let mut closing = None;
        let mut next = Some(first);
        while let Some(Queued { content, room: taken }) = next.take() {
            match content {
                Outgoing::Close(frame) => {
                    closing = Some(frame);
                    break;
                }
                Outgoing::Batch(batch) => {
                    bytes += batch.len();
                    batches.push(batch);
                }
            }
            match (&mut room, taken) {
                (Some(all), Some(more)) => all.merge(more),
                (all, more) => *all = more,
            }
            next = if bytes < TOGETHER { self.to_send.try_recv().ok() } else { None };
        }
        self.sent.behind = self.sent.behind.saturating_add(bytes);
        let batch = (bytes > 0).then(|| Batch::together(batches));
        self.writing = Some(Writing::of(self.role, batch, room, closing));
    }

    /// What was under way is over; gives the end that it is, if it is one.
    fn written(&mut self, outcome: Result<(), Error>) -> Option<End> {
        let closing = self.writing.take()?.closing;
        let ended = matches!(outcome, Ok(()) | Err(Error::ConnectionClosed | Error::AlreadyClosed));
        match closing {
            Some(frame) if ended => {
                self.connection.note_end(Some(&frame));
                Some(End::ByServer)
            }
            _ => outcome.is_err().then_some(End::Lost),
        }
    }
}

/// Goes on with what is written, and reads, if there is room for what comes.
fn moved(stream: &mut Stream, writing: Option<&mut Writing>, reads: bool, context: &mut Context<'_>) -> Poll<Moved> {
    if let Some(writing) = writing
        && let Poll::Ready(outcome) = writing.poll(stream, context)
    {
        return Poll::Ready(Moved::Written(outcome));
    }
    if reads { stream.poll_next_unpin(context).map(|frame| Moved::Came(incoming(frame))) } else { Poll::Pending }
}

/// Closes the connection when the client has answered a close frame, if it has to.
async fn part(stream: &mut Stream, must_answer: bool) {
    if must_answer {
        let _ = timeout(LINGER, async { while let Some(Ok(_)) = stream.next().await {} }).await;
    }
    let _ = timeout(LINGER, stream.get_mut().shutdown()).await;
    // Closing a socket with unread data would make the client lose the close frame.
    let mut buffer = vec![0u8; 1 << 16];
    let reading = async { while matches!(stream.get_mut().read(&mut buffer).await, Ok(1..)) {} };
    let _ = timeout(LINGER, reading).await;
}

/// A place in the queue of the actor, and room for so many bytes in it.
async fn room_for<'r>(
    inbox: &Arc<Semaphore>,
    received: &'r mpsc::Sender<Queued<Content>>,
    bytes: usize,
) -> Option<(OwnedSemaphorePermit, mpsc::Permit<'r, Queued<Content>>)> {
    let room = inbox.clone().acquire_many_owned(share(bytes)).await.ok()?;
    Some((room, received.reserve().await.ok()?))
}

/// What a frame from the client means.
enum Incoming {
    Content(Content),
    /// The client is there.
    Answer,
    /// A ping, which the protocol answers itself.
    Nothing,
    Closed(Option<CloseFrame>),
    /// The connection ends with this code and reason.
    Refused(u16, &'static str),
    Broken,
}

fn incoming(frame: Option<Result<Message, Error>>) -> Incoming {
    match frame {
        Some(Ok(Message::Text(text))) => Incoming::Content(Content::Text(text.to_string())),
        Some(Ok(Message::Binary(bytes))) => Incoming::Content(Content::Binary(bytes.into())),
        Some(Ok(Message::Close(frame))) => Incoming::Closed(frame),
        Some(Ok(Message::Pong(_))) => Incoming::Answer,
        Some(Ok(_)) => Incoming::Nothing,
        Some(Err(Error::Capacity(_))) => Incoming::Refused(1009, "message too big"),
        Some(Err(Error::Utf8(_))) => Incoming::Refused(1007, "not UTF-8"),
        Some(Err(Error::Protocol(ProtocolError::ResetWithoutClosingHandshake))) | None => Incoming::Broken,
        Some(Err(Error::Protocol(_))) => Incoming::Refused(1002, "protocol error"),
        Some(Err(_)) => Incoming::Broken,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_sent_before_a_question_has_its_time() {
        let mut sent = Sending::default();
        assert_eq!(sent.ask(), PONG);
        sent.behind = 10 * RATE;
        assert_eq!(sent.ask(), PONG + Duration::from_secs(10));
        // What follows the question is not waited for.
        sent.behind = 5 * RATE;
        sent.answered();
        assert_eq!(sent.ask(), PONG + Duration::from_secs(5));
        sent.behind = usize::MAX;
        assert_eq!(sent.ask(), PONG + Duration::from_secs((ON_ITS_WAY / RATE) as u64));
    }
}
