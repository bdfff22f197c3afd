//! Request bodies: collected and decompressed up to a limit.

use std::io::Read;
use std::time::Duration;

use http_body_util::BodyExt;
use hyper::body::{Body as _, Incoming};

use crate::actor::waiting::pools;

/// Why a body cannot be given to a handler: the status that says so.
pub type Refused = u16;

const BAD: Refused = 400;
const TOO_LARGE: Refused = 413;
const UNSUPPORTED: Refused = 415;

/// How long the next part of a body may take.
const PART_TIME: Duration = Duration::from_secs(30);
/// Bodies up to this many bytes are read before their request gets an actor.
const SMALL: usize = 64 << 10;
/// What is read beyond a limit and thrown away: a client that is cut off while it sends may not see the answer.
const GRACE: usize = 64 << 20;

/// The largest body as it comes over the wire, and after decoding.
#[derive(Clone, Copy)]
pub struct Limits {
    pub sent: usize,
    pub decoded: usize,
}

/// What a client sends after the head of its request.
pub struct Body {
    source: Source,
    /// `Content-Encoding`, in lower case.
    encoding: String,
}

enum Source {
    /// A small one was read with the head: its handler needs no further turn of the I/O runtime.
    Here(Result<Vec<u8>, Refused>),
    Coming(Incoming),
}

impl Body {
    /// Reads a small body, leaves others to whoever wants them, and those whose client `asks` first whether to send.
    pub async fn begin(incoming: Incoming, encoding: &str, asks: bool) -> Body {
        let is_small = !asks && incoming.size_hint().exact().is_some_and(|size| size <= SMALL as u64);
        let source = if is_small { Source::Here(collect(incoming, SMALL).await) } else { Source::Coming(incoming) };
        Body { source, encoding: encoding.trim().to_ascii_lowercase() }
    }

    /// Whether reading needs neither a wait nor much work.
    pub fn is_at_hand(&self) -> bool {
        matches!(self.source, Source::Here(_)) && self.is_plain()
    }

    fn is_plain(&self) -> bool {
        matches!(self.encoding.as_str(), "" | "identity")
    }

    /// The bytes, decoded.
    pub async fn read(self, limits: Limits) -> Result<Vec<u8>, Refused> {
        let plain = self.is_plain();
        let known = plain || matches!(self.encoding.as_str(), "gzip" | "x-gzip" | "deflate" | "br");
        let sent = if known { limits.sent } else { 0 };
        let raw = match self.source {
            Source::Here(raw) => raw.and_then(|raw| if raw.len() > sent { Err(TOO_LARGE) } else { Ok(raw) }),
            Source::Coming(incoming) => collect(incoming, sent).await,
        };
        if !known {
            return Err(UNSUPPORTED);
        }
        let raw = raw?;
        if plain {
            return if raw.len() > limits.decoded { Err(TOO_LARGE) } else { Ok(raw) };
        }
        // A small body may be a large one packed: that is no work for a thread that others' requests pass through.
        let decoding = pools().decoding.run(move || decoded(&self.encoding, &raw, limits.decoded));
        decoding.await.unwrap_or(Err(BAD))
    }
}

fn decoded(encoding: &str, raw: &[u8], limit: usize) -> Result<Vec<u8>, Refused> {
    match encoding {
        "gzip" | "x-gzip" => decode(flate2::read::MultiGzDecoder::new(raw), limit),
        "deflate" => deflate(raw, limit),
        _ => decode(brotli_decompressor::Decompressor::new(raw, 4096), limit),
    }
}

async fn collect(mut body: Incoming, limit: usize) -> Result<Vec<u8>, Refused> {
    let mut bytes = Vec::new();
    let mut seen = 0usize;
    loop {
        match tokio::time::timeout(PART_TIME, body.frame()).await {
            Ok(Some(Ok(frame))) => {
                let Some(data) = frame.data_ref() else { continue };
                seen += data.len();
                if seen <= limit {
                    bytes.extend_from_slice(data);
                } else if seen > limit.saturating_add(GRACE) {
                    return Err(TOO_LARGE);
                } else {
                    bytes = Vec::new();
                }
            }
            Ok(None) if seen > limit => return Err(TOO_LARGE),
            Ok(None) => return Ok(bytes),
            Ok(Some(Err(_))) | Err(_) => return Err(BAD),
        }
    }
}

/// With the zlib wrapper as the standard says, or raw as some clients send it.
fn deflate(raw: &[u8], limit: usize) -> Result<Vec<u8>, Refused> {
    match decode(flate2::read::ZlibDecoder::new(raw), limit) {
        Err(BAD) => decode(flate2::read::DeflateDecoder::new(raw), limit),
        done => done,
    }
}

/// Stops one byte behind the limit, however much there would be.
fn decode(source: impl Read, limit: usize) -> Result<Vec<u8>, Refused> {
    let mut bytes = Vec::new();
    source.take((limit as u64).saturating_add(1)).read_to_end(&mut bytes).map_err(|_| BAD)?;
    if bytes.len() > limit { Err(TOO_LARGE) } else { Ok(bytes) }
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
    use super::to_text;

    #[test]
    fn text_keeps_its_length() {
        assert_eq!(to_text("aé✓".into()), "aé✓");
        assert_eq!(to_text(vec![b'a', 0xff, b'b', 0xe2, 0x9c]), "a?b??");
        assert_eq!(to_text(vec![0xc3, 0xa9, 0x80, 0xc3, 0xa9]), "é?é");
    }
}
