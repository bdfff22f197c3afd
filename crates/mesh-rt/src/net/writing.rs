//! A write that is under way on a WebSocket, while what comes in is read: two sides that both send much would wait for each other.

use std::collections::VecDeque;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use futures_util::SinkExt;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::OwnedSemaphorePermit;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::protocol::{CloseFrame, Role};
use tokio_tungstenite::tungstenite::{Error, Message};

use super::batch::Batch;
use super::pulse::Pulse;

/// See the module.
pub struct Writing {
    /// Goes out as it is, behind what the protocol has begun to say, a pong perhaps.
    raw: Option<Bytes>,
    /// Whether a part of it may be out, and nothing else may go before the rest.
    pub is_on_wire: bool,
    /// What follows.
    frames: VecDeque<Message>,
    /// The close frame that is the last of it.
    pub closing: Option<CloseFrame>,
    /// Free when all of it is written.
    _room: Option<OwnedSemaphorePermit>,
}

impl Writing {
    /// What one side says, and then that it ends, if it does.
    pub fn of(
        role: Role,
        batch: Option<Batch>,
        room: Option<OwnedSemaphorePermit>,
        closing: Option<CloseFrame>,
    ) -> Writing {
        let (mut raw, mut frames) = (None, VecDeque::new());
        match (role, batch) {
            (Role::Server, batch) => raw = batch.map(Batch::into_bytes),
            // Each of its frames is masked.
            (Role::Client, batch) => frames.extend(batch.into_iter().flat_map(Batch::frames).map(Message::Frame)),
        }
        frames.extend(closing.clone().map(|frame| Message::Close(Some(frame))));
        Writing { raw, is_on_wire: false, frames, closing, _room: room }
    }

    /// Asks the other side whether it is there.
    pub fn ping() -> Writing {
        let frames = VecDeque::from([Message::Ping(Bytes::new())]);
        Writing { raw: None, is_on_wire: false, frames, closing: None, _room: None }
    }

    /// Goes on with it.
    pub fn poll<S: AsyncRead + AsyncWrite + Unpin>(
        &mut self,
        stream: &mut WebSocketStream<Pulse<S>>,
        context: &mut Context<'_>,
    ) -> Poll<Result<(), Error>> {
        if self.raw.is_some() {
            ready!(stream.poll_flush_unpin(context))?;
            stream.get_mut().put(self.raw.take().unwrap_or_default());
            self.is_on_wire = true;
        }
        if self.is_on_wire {
            ready!(Pin::new(stream.get_mut()).poll_flush(context))?;
            self.is_on_wire = false;
        }
        while !self.frames.is_empty() {
            ready!(stream.poll_ready_unpin(context))?;
            if let Some(frame) = self.frames.pop_front() {
                stream.start_send_unpin(frame)?;
            }
        }
        stream.poll_flush_unpin(context)
    }
}
