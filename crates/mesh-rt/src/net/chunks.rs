//! A request's body piece by piece, as its handler asks for it: what is not asked for stays with the client.

use std::future::Future;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use async_compression::tokio::bufread::{BrotliDecoder, GzipDecoder};
use bytes::{Buf, Bytes};
use hyper::body::{Body as _, Incoming};
use tokio::io::{AsyncBufRead, AsyncRead, AsyncReadExt, ReadBuf};
use tokio::time::{Instant, Sleep, sleep_until};

use super::body::{BAD, Pace, Refused, TOO_SLOW, pass_over};
use crate::actor::waiting;

/// The most that is given at a time of a body that is decompressed.
const PIECE: usize = 64 << 10;

/// See the module.
pub enum Chunks {
    Plain(Wire),
    Packed(Pin<Box<dyn AsyncRead + Send>>),
}

impl Chunks {
    /// The pieces of a body that came with this encoding; `None` for one that is not known.
    pub fn new(wire: Wire, encoding: &str) -> Option<Chunks> {
        Some(match encoding {
            "" | "identity" => Chunks::Plain(wire),
            "gzip" | "x-gzip" => {
                let mut decoder = GzipDecoder::new(wire);
                decoder.multiple_members(true);
                Chunks::Packed(Box::pin(decoder))
            }
            "br" => Chunks::Packed(Box::pin(BrotliDecoder::new(wire))),
            _ => return None,
        })
    }

    /// The next piece; `None` at the end.
    pub async fn next(&mut self) -> Result<Option<Bytes>, Refused> {
        let piece = match self {
            Chunks::Plain(wire) => std::future::poll_fn(|context| Pin::new(&mut *wire).poll_piece(context)).await,
            Chunks::Packed(reader) => {
                let mut bytes = Vec::with_capacity(PIECE);
                let read = reader.read_buf(&mut bytes).await;
                read.map(|count| (count > 0).then(|| Bytes::from(bytes)))
            }
        };
        piece.map_err(|error| status(&error))
    }
}

impl AsyncRead for Chunks {
    fn poll_read(self: Pin<&mut Self>, context: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Chunks::Plain(wire) => Pin::new(wire).poll_read(context, buffer),
            Chunks::Packed(reader) => reader.as_mut().poll_read(context, buffer),
        }
    }
}

/// The status that says why a body cannot be read on.
pub fn status(error: &io::Error) -> Refused {
    match error.kind() {
        io::ErrorKind::TimedOut => TOO_SLOW,
        _ => BAD,
    }
}

/// A body as it comes, as long as it comes fast enough.
pub struct Wire {
    /// What has come and was not read yet.
    bytes: Bytes,
    rest: Option<Incoming>,
    pace: Pace,
    begin: Instant,
    seen: usize,
    /// Since when nobody asks for more: that time is not the client's.
    paused: Option<Instant>,
    patience: Pin<Box<Sleep>>,
}

impl Wire {
    pub fn new(begun: Vec<u8>, rest: Option<Incoming>, pace: Pace) -> Wire {
        let (begin, seen) = (Instant::now(), begun.len());
        let patience = Box::pin(sleep_until(pace.deadline(begin, seen)));
        Wire { bytes: Bytes::from(begun), rest, pace, begin, seen, paused: Some(begin), patience }
    }

    /// Waits until there is something to read, or the body is over.
    fn poll_more(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        if let Some(since) = self.paused.take().filter(|_| self.bytes.is_empty()) {
            self.begin += since.elapsed();
            self.patience.as_mut().reset(self.pace.deadline(self.begin, self.seen));
        }
        let outcome = ready!(self.poll_wire(context));
        self.paused = Some(Instant::now());
        Poll::Ready(outcome)
    }

    fn poll_wire(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        while self.bytes.is_empty() {
            let Some(rest) = &mut self.rest else { return Poll::Ready(Ok(())) };
            match Pin::new(rest).poll_frame(context) {
                Poll::Ready(Some(Ok(frame))) => {
                    if let Ok(data) = frame.into_data() {
                        self.seen += data.len();
                        self.patience.as_mut().reset(self.pace.deadline(self.begin, self.seen));
                        self.bytes = data;
                    }
                }
                Poll::Ready(Some(Err(error))) => return Poll::Ready(Err(io::Error::other(error))),
                Poll::Ready(None) => self.rest = None,
                Poll::Pending => {
                    ready!(self.patience.as_mut().poll(context));
                    return Poll::Ready(Err(io::ErrorKind::TimedOut.into()));
                }
            }
        }
        Poll::Ready(Ok(()))
    }

    fn poll_piece(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<Option<Bytes>>> {
        ready!(self.poll_more(context))?;
        let piece = std::mem::take(&mut self.bytes);
        Poll::Ready(Ok((!piece.is_empty()).then_some(piece)))
    }
}

impl Drop for Wire {
    fn drop(&mut self) {
        if let Some(rest) = self.rest.take() {
            waiting::tokio().spawn(pass_over(rest));
        }
    }
}

impl AsyncBufRead for Wire {
    fn poll_fill_buf(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<&[u8]>> {
        let wire = self.get_mut();
        ready!(wire.poll_more(context))?;
        Poll::Ready(Ok(&wire.bytes))
    }
    fn consume(mut self: Pin<&mut Self>, count: usize) {
        self.bytes.advance(count);
    }
}

impl AsyncRead for Wire {
    fn poll_read(self: Pin<&mut Self>, context: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let wire = self.get_mut();
        ready!(wire.poll_more(context))?;
        let count = buffer.remaining().min(wire.bytes.len());
        buffer.put_slice(&wire.bytes.split_to(count));
        Poll::Ready(Ok(()))
    }
}
