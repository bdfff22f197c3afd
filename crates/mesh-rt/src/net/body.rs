//! Request bodies: collected and decompressed up to a limit.

use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http_body_util::BodyExt;
use hyper::Version;
use hyper::body::{Body as _, Frame, Incoming};
use hyper::header::{CONTENT_ENCODING, EXPECT};
use hyper::http::request::Parts;
use tokio::io::AsyncReadExt;
use tokio::time::{Instant, timeout_at};

use super::chunks::{self, Chunks, Wire};
use crate::actor::waiting::{self, pools};
use crate::packing::{self, Coding, Unfit};
use crate::value::page::make_room;

/// Why a body cannot be given to a handler: the status that says so.
pub type Refused = u16;

pub const BAD: Refused = 400;
pub const TOO_SLOW: Refused = 408;
pub const TOO_LARGE: Refused = 413;
pub const UNSUPPORTED: Refused = 415;

/// Bodies up to this many bytes are taken along with their head when they came with it.
const SMALL: usize = 64 << 10;
/// How often the connection may look for the rest of such a body before its request gets an actor.
const LOOKS: usize = 4;
/// How much of a body is read and thrown away when nobody wants it: a client that is cut off while it sends may not see the answer.
const UNWANTED: usize = 64 << 20;
/// What a packed body may have before its first content: names of files, say.
const OVERHEAD: usize = 64 << 10;
/// How long a client may take before its rate counts.
const START: Duration = Duration::from_secs(5);

/// The largest body as it comes over the wire, and after decoding.
#[derive(Clone, Copy)]
pub struct Limits {
    pub sent: usize,
    pub decoded: usize,
}

/// How slowly a body may come.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    /// The longest time for all of it.
    pub total: Duration,
    /// The least number of bytes in a second, on average.
    pub rate: u64,
}

impl Pace {
    /// When a client is too slow that began to send at `begin` and has sent so many bytes.
    pub fn deadline(self, begin: Instant, seen: usize) -> Instant {
        let earned = Duration::from_millis((seen as u64).saturating_mul(1000) / self.rate.max(1));
        begin + START.saturating_add(earned).min(self.total)
    }
}

/// What a client sends after the head of its request.
pub struct Body {
    /// By `Content-Encoding`; `None` when it is not known.
    coding: Option<Coding>,
    /// What came with the head.
    begun: Result<Vec<u8>, Refused>,
    /// The rest, unless all of it was there: then its handler needs no further turn of the I/O runtime.
    rest: Option<Rest>,
    pace: Pace,
}

/// What is still to come of a body. Whoever has it may read on or let it go: what then comes is read and thrown away for a while,
/// that the client sees its answer.
pub struct Rest {
    /// Only gone while it is dropped.
    incoming: Option<Incoming>,
    /// Whether the client has asked whether to send it, and waits for the answer. To read over HTTP/1.1 would ask for it; over
    /// HTTP/2 nobody is asked.
    waits: bool,
    is_over: bool,
    version: Version,
    pace: Pace,
}

impl Rest {
    /// The next frame; `None` at the end.
    pub fn poll_frame(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Refused>>> {
        let Some(incoming) = &mut self.incoming else { return Poll::Ready(None) };
        self.waits = false;
        let polled = match Pin::new(&mut *incoming).poll_frame(context) {
            Poll::Ready(None) if breaks_off(incoming, self.version) => Poll::Ready(Some(Err(BAD))),
            polled => polled.map(|frame| frame.map(|frame| frame.map_err(|_| BAD))),
        };
        self.is_over |= matches!(polled, Poll::Ready(None | Some(Err(_))));
        polled
    }

    /// How many bytes are still to come, at least, by what the client has said.
    pub fn announced(&self) -> u64 {
        self.incoming.as_ref().map_or(0, |incoming| incoming.size_hint().lower())
    }

    /// The next frame for those who wait for it.
    async fn frame(&mut self) -> Option<Result<Frame<Bytes>, Refused>> {
        poll_fn(|context| self.poll_frame(context)).await
    }
}

impl Drop for Rest {
    fn drop(&mut self) {
        if self.waits || self.is_over {
            return;
        }
        if let Some(incoming) = self.incoming.take() {
            waiting::tokio().spawn(pass_over(incoming, self.pace));
        }
    }
}

/// Whether a body has no further frame though its end has not come. Over HTTP/2 its sender may reset it with NO_ERROR, which the
/// library does not take for an error; but it is a whole body only when its end was there before (RFC 9113, section 8.1).
pub fn breaks_off<B: hyper::body::Body>(body: &B, version: Version) -> bool {
    version == Version::HTTP_2 && !body.is_end_stream()
}

impl Body {
    /// Takes a small body that came with its head. Leaves others to whoever wants them, and those whose client asks first
    /// whether to send. Never waits for the client.
    pub async fn begin(incoming: Incoming, head: &Parts, pace: Pace) -> Body {
        let is_small = incoming.size_hint().exact().is_some_and(|size| size <= SMALL as u64);
        let asks = head.headers.contains_key(EXPECT);
        let (mut begun, is_over) = (Ok(Vec::new()), incoming.is_end_stream());
        let waits = asks && head.version != Version::HTTP_2;
        let mut rest = Rest { incoming: Some(incoming), waits, is_over, version: head.version, pace };
        let mut looks = if is_small && !asks { LOOKS } else { 0 };
        while looks > 0 && !rest.is_over {
            match glance(&mut rest).await {
                None => {
                    // The connection fetches what is there when the request's own part has its turn over.
                    looks -= 1;
                    tokio::task::yield_now().await;
                }
                Some(None) => {}
                Some(Some(Ok(frame))) => {
                    if let (Some(data), Ok(bytes)) = (frame.data_ref(), &mut begun) {
                        bytes.extend_from_slice(data);
                    }
                    rest.is_over = rest.incoming.as_ref().is_none_or(Incoming::is_end_stream);
                }
                Some(Some(Err(status))) => begun = Err(status),
            }
        }
        let mut codings = head.headers.get_all(CONTENT_ENCODING).iter();
        let coding = match (codings.next(), codings.next()) {
            (None, _) => Some(Coding::Identity),
            (Some(value), None) => Coding::of(&String::from_utf8_lossy(value.as_bytes()).trim().to_ascii_lowercase()),
            // Packed several times.
            (Some(_), Some(_)) => None,
        };
        Body { coding, begun, rest: (!rest.is_over).then_some(rest), pace }
    }

    /// The same to be read piece by piece.
    pub fn chunks(self) -> Result<Chunks, Refused> {
        let (begun, coding) = (self.begun?, self.coding.ok_or(UNSUPPORTED)?);
        Ok(Chunks::new(Wire::new(begun, self.rest, self.pace), coding))
    }

    /// The first decoded bytes: so many, or all when there are fewer. No more is read and decoded than that takes. The second is the
    /// same body, of which nothing is missing.
    pub async fn peek(self, most: usize) -> (Result<Vec<u8>, Refused>, Body) {
        let known = match (&self.begun, self.coding) {
            (Err(status), _) => return (Err(*status), self),
            (Ok(_), None) => return (Err(UNSUPPORTED), self),
            (Ok(_), Some(known)) => known,
        };
        let Body { coding, begun, rest, pace } = self;
        let wire = Wire::new(begun.unwrap_or_default(), rest, pace).keeping(most.saturating_add(OVERHEAD));
        let mut chunks = Chunks::new(wire, known);
        let (mut bytes, mut outcome) = (Vec::new(), Ok(1));
        while bytes.len() < most && matches!(outcome, Ok(1..)) {
            outcome = (&mut chunks).take((most - bytes.len()) as u64).read_buf(&mut bytes).await;
        }
        let peeked = outcome.map(|_| bytes).map_err(|error| chunks::status(&error));
        let (begun, rest) = chunks.into_wire().map_or((Err(BAD), None), |wire| {
            let (begun, rest) = wire.into_parts();
            (Ok(begun), rest)
        });
        (peeked, Body { coding, begun, rest, pace })
    }

    /// Takes the bytes out, where nothing is to be waited for and nothing to be decoded.
    pub fn at_hand(&mut self, limits: Limits) -> Option<Result<Vec<u8>, Refused>> {
        if self.rest.is_some() || self.coding != Some(Coding::Identity) {
            return None;
        }
        let fits = |bytes: &Vec<u8>| bytes.len() <= limits.sent.min(limits.decoded);
        let begun = std::mem::replace(&mut self.begun, Ok(Vec::new()));
        Some(begun.and_then(|bytes| if fits(&bytes) { Ok(bytes) } else { Err(TOO_LARGE) }))
    }

    /// The bytes, decoded.
    pub async fn read(self, limits: Limits) -> Result<Vec<u8>, Refused> {
        let sent = match self.coding {
            None => 0,
            Some(Coding::Identity) => limits.sent.min(limits.decoded),
            Some(_) => limits.sent,
        };
        let raw = match (self.begun, self.rest) {
            (Ok(bytes), Some(rest)) => collect(bytes, rest, sent, self.pace).await,
            (Ok(bytes), None) if bytes.len() > sent => Err(TOO_LARGE),
            (begun, _) => begun,
        };
        let coding = self.coding.ok_or(UNSUPPORTED)?;
        let raw = raw?;
        if coding == Coding::Identity {
            return Ok(raw);
        }
        // A small body may be a large one packed: that is no work for a thread that others' requests pass through.
        let decoding = pools().decoding.run(move || decoded(coding, raw, limits.decoded));
        decoding.await.unwrap_or(Err(BAD))
    }
}

/// Reads what is left of a body, as long as it comes fast enough, and throws it away.
async fn pass_over(mut body: Incoming, pace: Pace) {
    let (begin, mut seen) = (Instant::now(), 0);
    while let Ok(Some(Ok(frame))) = timeout_at(pace.deadline(begin, seen), body.frame()).await {
        seen += frame.data_ref().map_or(0, Bytes::len);
        if seen > UNWANTED {
            return;
        }
    }
}

/// The next frame, if it is there.
async fn glance(rest: &mut Rest) -> Option<Option<Result<Frame<Bytes>, Refused>>> {
    poll_fn(|context| {
        Poll::Ready(match rest.poll_frame(context) {
            Poll::Ready(frame) => Some(frame),
            Poll::Pending => None,
        })
    })
    .await
}

fn decoded(coding: Coding, raw: Vec<u8>, limit: usize) -> Result<Vec<u8>, Refused> {
    let unpacked = match coding {
        Coding::Identity => return Ok(raw),
        Coding::Gzip => packing::gunzip(&raw, limit),
        Coding::Deflate => packing::inflate(&raw, limit),
        Coding::Brotli => packing::unbrotli(&raw, limit),
        Coding::Zstd => packing::unzstd(&raw, limit),
    };
    unpacked.map_err(|unfit| match unfit {
        Unfit::TooLarge => TOO_LARGE,
        Unfit::Broken => BAD,
    })
}

/// Reads to the end, with what came before. What says that it is larger is not waited for.
async fn collect(mut bytes: Vec<u8>, mut rest: Rest, limit: usize, pace: Pace) -> Result<Vec<u8>, Refused> {
    if rest.announced() > limit.saturating_sub(bytes.len()) as u64 {
        return Err(TOO_LARGE);
    }
    let begin = Instant::now();
    loop {
        if bytes.len() > limit {
            return Err(TOO_LARGE);
        }
        match timeout_at(pace.deadline(begin, bytes.len()), rest.frame()).await {
            Ok(Some(Ok(frame))) => {
                let Some(data) = frame.data_ref() else { continue };
                if bytes.len().saturating_add(data.len()) > limit {
                    return Err(TOO_LARGE);
                }
                make_room(&mut bytes, data.len());
                bytes.extend_from_slice(data);
            }
            Ok(None) => return Ok(bytes),
            Ok(Some(Err(status))) => return Err(status),
            Err(_) => return Err(TOO_SLOW),
        }
    }
}

/// The bytes as text. Each byte that is not UTF-8 becomes a `?`, so that lengths and positions stay as they were sent.
pub fn to_text(bytes: Vec<u8>) -> String {
    let mut rest = match String::from_utf8(bytes) {
        Ok(text) => return text,
        Err(error) => error.into_bytes(),
    };
    let mut at = 0;
    while let Err(error) = std::str::from_utf8(&rest[at..]) {
        let from = at + error.valid_up_to();
        let to = error.error_len().map_or(rest.len(), |length| from + length);
        rest[from..to].fill(b'?');
        at = to;
    }
    String::from_utf8(rest).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use tokio::time::Instant;

    use super::{Pace, START, to_text};

    #[test]
    fn slow_clients_earn_time_by_what_they_send() {
        let (pace, now) = (Pace { total: Duration::from_secs(60), rate: 1000 }, Instant::now());
        assert_eq!(pace.deadline(now, 0), now + START);
        assert_eq!(pace.deadline(now, 10_000), now + START + Duration::from_secs(10));
        assert_eq!(pace.deadline(now, 1_000_000), now + Duration::from_secs(60));
        assert_eq!(Pace { rate: 0, ..pace }.deadline(now, usize::MAX), now + Duration::from_secs(60));
    }

    #[test]
    fn text_keeps_its_length() {
        assert_eq!(to_text("aé✓".into()), "aé✓");
        assert_eq!(to_text(vec![b'a', 0xff, b'b', 0xe2, 0x9c]), "a?b??");
        assert_eq!(to_text(vec![0xc3, 0xa9, 0x80, 0xc3, 0xa9]), "é?é");
    }
}
