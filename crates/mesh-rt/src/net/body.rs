//! Request bodies: collected and decompressed up to a limit.

use std::io::Read;

use http_body_util::{BodyExt, Limited};
use hyper::body::Incoming;

/// Why a body cannot be given to a handler: the status that says so.
pub type Refused = u16;

const BAD: Refused = 400;
const TOO_LARGE: Refused = 413;
const UNSUPPORTED: Refused = 415;

/// The bytes of a body, decoded by its `Content-Encoding`.
pub async fn read(body: Incoming, encoding: &str, limit: usize) -> Result<Vec<u8>, Refused> {
    let raw = match Limited::new(body, limit).collect().await {
        Ok(collected) => collected.to_bytes(),
        Err(error) if error.is::<http_body_util::LengthLimitError>() => return Err(TOO_LARGE),
        Err(_) => return Err(BAD),
    };
    match encoding.trim().to_ascii_lowercase().as_str() {
        "" | "identity" => Ok(raw.to_vec()),
        "gzip" | "x-gzip" => decode(flate2::read::MultiGzDecoder::new(raw.as_ref()), limit),
        "deflate" => deflate(&raw, limit),
        "br" => decode(brotli_decompressor::Decompressor::new(raw.as_ref(), 4096), limit),
        _ => Err(UNSUPPORTED),
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
    source.take(limit as u64 + 1).read_to_end(&mut bytes).map_err(|_| BAD)?;
    if bytes.len() > limit { Err(TOO_LARGE) } else { Ok(bytes) }
}
