//! A request's body piece by piece, as its handler asks for it: what is not asked for stays with the client.

use std::future::Future;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use async_compression::tokio::bufread::{BrotliDecoder, DeflateDecoder, GzipDecoder, ZlibDecoder, ZstdDecoder};
use async_compression::zstd::DParameter;
use bytes::Bytes;
use tokio::io::{AsyncBufRead, AsyncRead, AsyncReadExt, ReadBuf};
use tokio::time::{Instant, Sleep, sleep_until};

use super::body::{BAD, Pace, Refused, Rest, TOO_LARGE, TOO_SLOW};
use crate::packing::{Coding, LEAST_WINDOW, is_wrapped};

/// The most that is given at a time of a body that is decompressed.
const PIECE: usize = 64 << 10;

/// See the module.
pub enum Chunks {
    Plain(Wire),
    Packed(Box<Decoder>),
}

/// A body that is decompressed as it comes.
pub enum Decoder {
    Gzip(GzipDecoder<Wire>),
    Zlib(ZlibDecoder<Wire>),
    Deflate(DeflateDecoder<Wire>),
    Brotli(BrotliDecoder<Wire>),
    Zstd(ZstdDecoder<Wire>),
    /// One of two: its first byte says which. Gone while that is so.
    Deflated(Option<Wire>),
}

impl Chunks {
    /// The pieces of a body that came so.
    pub fn new(wire: Wire, coding: Coding) -> Chunks {
        Chunks::Packed(Box::new(match coding {
            Coding::Identity => return Chunks::Plain(wire),
            Coding::Gzip => {
                let mut decoder = GzipDecoder::new(wire);
                decoder.multiple_members(true);
                Decoder::Gzip(decoder)
            }
            Coding::Deflate => Decoder::Deflated(Some(wire)),
            Coding::Brotli => Decoder::Brotli(BrotliDecoder::new(wire)),
            Coding::Zstd => {
                let mut decoder = ZstdDecoder::with_params(wire, &[DParameter::window_log_max(LEAST_WINDOW)]);
                decoder.multiple_members(true);
                Decoder::Zstd(decoder)
            }
        }))
    }

    /// The next piece; `None` at the end.
    pub async fn next(&mut self) -> Result<Option<Bytes>, Refused> {
        let piece = match self {
            Chunks::Plain(wire) => std::future::poll_fn(|context| Pin::new(&mut *wire).poll_piece(context)).await,
            Chunks::Packed(decoder) => {
                let mut bytes = Vec::with_capacity(PIECE);
                let read = decoder.read_buf(&mut bytes).await;
                read.map(|count| (count > 0).then(|| Bytes::from(bytes)))
            }
        };
        piece.map_err(|error| status(&error))
    }

    /// How many bytes it has, at least, by what the client has said; nothing is known of what is packed.
    pub fn announced(&self) -> u64 {
        match self {
            Chunks::Plain(wire) => wire.bytes.len() as u64 + wire.rest.as_ref().map_or(0, Rest::announced),
            Chunks::Packed(_) => 0,
        }
    }

    /// The wire behind it. What was kept of it is all that has come.
    pub fn into_wire(self) -> Option<Wire> {
        match self {
            Chunks::Plain(wire) => Some(wire),
            Chunks::Packed(decoder) => match *decoder {
                Decoder::Gzip(decoder) => Some(decoder.into_inner()),
                Decoder::Zlib(decoder) => Some(decoder.into_inner()),
                Decoder::Deflate(decoder) => Some(decoder.into_inner()),
                Decoder::Brotli(decoder) => Some(decoder.into_inner()),
                Decoder::Zstd(decoder) => Some(decoder.into_inner()),
                Decoder::Deflated(wire) => wire,
            },
        }
    }
}

impl Decoder {
    /// Finds out what it is from its first byte.
    fn poll_kind(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let Decoder::Deflated(place) = self else { return Poll::Ready(Ok(())) };
        let Some(wire) = place else { return Poll::Ready(Err(io::ErrorKind::InvalidData.into())) };
        ready!(wire.poll_more(context))?;
        let is_wrapped = wire.bytes.first().is_none_or(|&first| is_wrapped(first));
        if let Some(wire) = place.take() {
            *self = if is_wrapped {
                Decoder::Zlib(ZlibDecoder::new(wire))
            } else {
                Decoder::Deflate(DeflateDecoder::new(wire))
            };
        }
        Poll::Ready(Ok(()))
    }
}

impl AsyncRead for Decoder {
    fn poll_read(self: Pin<&mut Self>, context: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let decoder = self.get_mut();
        ready!(decoder.poll_kind(context))?;
        match decoder {
            Decoder::Gzip(decoder) => Pin::new(decoder).poll_read(context, buffer),
            Decoder::Zlib(decoder) => Pin::new(decoder).poll_read(context, buffer),
            Decoder::Deflate(decoder) => Pin::new(decoder).poll_read(context, buffer),
            Decoder::Brotli(decoder) => Pin::new(decoder).poll_read(context, buffer),
            Decoder::Zstd(decoder) => Pin::new(decoder).poll_read(context, buffer),
            Decoder::Deflated(_) => Poll::Ready(Ok(())),
        }
    }
}

impl AsyncRead for Chunks {
    fn poll_read(self: Pin<&mut Self>, context: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Chunks::Plain(wire) => Pin::new(wire).poll_read(context, buffer),
            Chunks::Packed(decoder) => Pin::new(&mut **decoder).poll_read(context, buffer),
        }
    }
}

/// The status that says why a body cannot be read on.
pub fn status(error: &io::Error) -> Refused {
    match error.kind() {
        io::ErrorKind::TimedOut => TOO_SLOW,
        io::ErrorKind::FileTooLarge => TOO_LARGE,
        _ => BAD,
    }
}

/// A body as it comes, as long as it comes fast enough.
pub struct Wire {
    /// What has come and was not read yet.
    bytes: Bytes,
    rest: Option<Rest>,
    pace: Pace,
    begin: Instant,
    seen: usize,
    /// Since when nobody asks for more: that time is not the client's.
    paused: Option<Instant>,
    patience: Pin<Box<Sleep>>,
    kept: Option<Kept>,
}

/// What was read of a body that is to be read again.
struct Kept {
    bytes: Vec<u8>,
    most: usize,
}

impl Wire {
    pub fn new(begun: Vec<u8>, rest: Option<Rest>, pace: Pace) -> Wire {
        let (begin, seen) = (Instant::now(), begun.len());
        let patience = Box::pin(sleep_until(pace.deadline(begin, seen)));
        Wire { bytes: Bytes::from(begun), rest, pace, begin, seen, paused: Some(begin), patience, kept: None }
    }

    /// The same; what is read of it is kept, and is not more than so many bytes and one piece.
    pub fn keeping(mut self, most: usize) -> Wire {
        self.kept = Some(Kept { bytes: Vec::new(), most });
        self
    }

    /// What was kept with what has come and was not read, and the rest.
    pub fn into_parts(mut self) -> (Vec<u8>, Option<Rest>) {
        let mut bytes = self.kept.take().map_or_else(Vec::new, |kept| kept.bytes);
        bytes.extend_from_slice(&self.bytes);
        (bytes, self.rest.take())
    }

    /// Lets what was read go, or keeps it.
    fn advance(&mut self, count: usize) -> Bytes {
        let taken = self.bytes.split_to(count);
        if let Some(kept) = &mut self.kept {
            kept.bytes.extend_from_slice(&taken);
        }
        taken
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
        if self.kept.as_ref().is_some_and(|kept| kept.bytes.len() > kept.most) {
            return Poll::Ready(Err(io::ErrorKind::FileTooLarge.into()));
        }
        while self.bytes.is_empty() {
            let Some(rest) = &mut self.rest else { return Poll::Ready(Ok(())) };
            match rest.poll_frame(context) {
                Poll::Ready(Some(Ok(frame))) => {
                    if let Ok(data) = frame.into_data() {
                        self.seen += data.len();
                        self.patience.as_mut().reset(self.pace.deadline(self.begin, self.seen));
                        self.bytes = data;
                    }
                }
                Poll::Ready(Some(Err(_))) => return Poll::Ready(Err(io::ErrorKind::InvalidData.into())),
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
        let count = self.bytes.len();
        let piece = self.advance(count);
        Poll::Ready(Ok((!piece.is_empty()).then_some(piece)))
    }
}

impl AsyncBufRead for Wire {
    fn poll_fill_buf(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<&[u8]>> {
        let wire = self.get_mut();
        ready!(wire.poll_more(context))?;
        Poll::Ready(Ok(&wire.bytes))
    }
    fn consume(mut self: Pin<&mut Self>, count: usize) {
        self.advance(count);
    }
}

impl AsyncRead for Wire {
    fn poll_read(self: Pin<&mut Self>, context: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let wire = self.get_mut();
        ready!(wire.poll_more(context))?;
        let count = buffer.remaining().min(wire.bytes.len());
        buffer.put_slice(&wire.advance(count));
        Poll::Ready(Ok(()))
    }
}
