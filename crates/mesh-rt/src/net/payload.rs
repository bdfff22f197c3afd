//! The body of an answer on its way to the client: whole, or as its producer makes it.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use hyper::body::{Body, Frame, SizeHint};
use tokio::sync::mpsc;
use tokio::time::{Instant, Sleep, sleep};

use super::exchange::Asked;
use super::http2::Progress;
use super::writer::Piece;

/// The most bytes that are handed on at a time where one client has many streams, or a producer makes them.
pub const PIECE: usize = 32 << 10;

/// See the module.
pub enum Payload {
    /// All of it; empty when it is handed on.
    Whole(Bytes),
    /// The same in pieces, each when there is room for it.
    Pieces(Bytes, Arc<Progress>),
    /// What a body would have for its length, if it were not the answer to HEAD.
    Head(Option<u64>),
    Produced(Box<Produced>),
}

/// A body that somebody makes meanwhile.
pub struct Produced {
    pieces: mpsc::Receiver<Piece>,
    /// How many bytes are still to come, where that is known.
    left: Option<u64>,
    heartbeat: Option<Heartbeat>,
    asked: Option<Asked>,
    progress: Option<Arc<Progress>>,
    /// Its producer has ended before it: what there is still goes out.
    breaks_off: bool,
}

/// Something that is sent when nothing else was for a time, so that nobody between takes the connection for dead.
pub struct Heartbeat {
    every: Duration,
    what: &'static [u8],
    next: Pin<Box<Sleep>>,
}

impl Heartbeat {
    pub fn new(every: Duration, what: &'static [u8]) -> Heartbeat {
        Heartbeat { every, what, next: Box::pin(sleep(every)) }
    }

    fn put_off(&mut self) {
        let next = Instant::now() + self.every;
        self.next.as_mut().reset(next);
    }
}

impl Produced {
    pub fn new(pieces: mpsc::Receiver<Piece>, length: Option<u64>) -> Produced {
        Produced { pieces, left: length, heartbeat: None, asked: None, progress: None, breaks_off: false }
    }

    /// The same with something that is sent in silence.
    pub fn with_heartbeat(mut self: Box<Self>, every: Duration, what: &'static [u8]) -> Box<Produced> {
        self.heartbeat = Some(Heartbeat::new(every, what));
        self
    }

    /// From now on its end is that of the exchange: when it is dropped before, the client is gone.
    pub fn of(mut self: Box<Self>, asked: Asked, progress: Option<Arc<Progress>>) -> Payload {
        (self.asked, self.progress) = (Some(asked), progress);
        Payload::Produced(self)
    }

    /// How long it is, where that is known.
    pub fn length(&self) -> Option<u64> {
        self.left
    }

    fn poll_next(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, Broken>>> {
        match self.pieces.poll_recv(context) {
            Poll::Ready(Some(Piece::Data(bytes, _room))) => {
                self.heartbeat.as_mut().map(Heartbeat::put_off).unwrap_or_default();
                self.left = self.left.map(|left| left.saturating_sub(bytes.len() as u64));
                Poll::Ready(Some(Ok(bytes)))
            }
            Poll::Ready(Some(Piece::End)) => {
                self.asked.take().map(Asked::answered).unwrap_or_default();
                Poll::Ready(None)
            }
            Poll::Ready(None) if self.breaks_off => Poll::Ready(Some(Err(Broken))),
            Poll::Ready(None) => {
                self.breaks_off = true;
                context.waker().wake_by_ref();
                Poll::Pending
            }
            Poll::Pending => {
                let Some(heartbeat) = &mut self.heartbeat else { return Poll::Pending };
                ready!(heartbeat.next.as_mut().poll(context));
                heartbeat.put_off();
                Poll::Ready(Some(Ok(Bytes::from_static(heartbeat.what))))
            }
        }
    }
}

/// The body ends before its end: the client is to notice.
#[derive(Debug)]
pub struct Broken;

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the answer breaks off")
    }
}

impl std::error::Error for Broken {}

impl Default for Payload {
    fn default() -> Payload {
        Payload::Whole(Bytes::new())
    }
}

impl Body for Payload {
    type Data = Bytes;
    type Error = Broken;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Broken>>> {
        match &mut *self {
            Payload::Whole(bytes) if bytes.is_empty() => Poll::Ready(None),
            Payload::Whole(bytes) => Poll::Ready(Some(Ok(Frame::data(std::mem::take(bytes))))),
            Payload::Pieces(rest, progress) => {
                if rest.is_empty() {
                    return Poll::Ready(None);
                }
                progress.hand_on();
                let piece = rest.split_to(rest.len().min(PIECE));
                Poll::Ready(Some(Ok(Frame::data(piece))))
            }
            Payload::Head(_) => Poll::Ready(None),
            Payload::Produced(produced) => {
                let next = produced.poll_next(context);
                if let Some(progress) = &produced.progress {
                    if next.is_pending() { progress.have_nothing() } else { progress.hand_on() }
                }
                next.map(|piece| piece.map(|piece| piece.map(Frame::data)))
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        match self {
            Payload::Whole(bytes) | Payload::Pieces(bytes, _) => bytes.is_empty(),
            Payload::Head(length) => length.is_none_or(|length| length == 0),
            Payload::Produced(_) => false,
        }
    }

    fn size_hint(&self) -> SizeHint {
        match self {
            Payload::Whole(bytes) | Payload::Pieces(bytes, _) => SizeHint::with_exact(bytes.len() as u64),
            Payload::Head(length) => length.map_or_else(SizeHint::default, SizeHint::with_exact),
            Payload::Produced(produced) => produced.left.map_or_else(SizeHint::default, SizeHint::with_exact),
        }
    }
}
