//! Compression of answers: which coding a client takes, and the work.

use std::io::{self, ErrorKind};

use async_compression::Level;
use async_compression::tokio::bufread::{BrotliEncoder, GzipEncoder, ZstdEncoder};
use futures_util::FutureExt;
use tokio::io::{AsyncRead, AsyncReadExt};

use crate::os::pool::is_given_up;

/// Codings, the preferred ones first: what costs little time for its size.
const CODINGS: [&str; 3] = ["zstd", "br", "gzip"];

/// Brotli's levels beyond it take many times as long for little.
const BROTLI_LEVEL: i32 = 4;
/// From here on the best one takes too long.
const LARGE: usize = 256 << 10;

/// The coding that a client takes which sent these values of `Accept-Encoding` (RFC 9110, section 12.5.3): the one that it likes
/// most; among equals the one that costs least.
pub fn choose<'v>(values: impl Iterator<Item = &'v str>) -> Option<&'static str> {
    let wishes: Vec<(String, u32)> = values.flat_map(|value| value.split(',')).filter_map(wish).collect();
    let weight = |name: &str| {
        let is_named = |known: &&(String, u32)| known.0 == name || (name == "gzip" && known.0 == "x-gzip");
        let any = || wishes.iter().find(|wish| wish.0 == "*");
        wishes.iter().find(is_named).or_else(any).map_or(0, |wish| wish.1)
    };
    let best = CODINGS.into_iter().rev().max_by_key(|name| weight(name))?;
    (weight(best) > 0).then_some(best)
}

/// `br;q=0.5` as a name and thousandths.
fn wish(part: &str) -> Option<(String, u32)> {
    let mut pieces = part.split(';').map(str::trim);
    let name = pieces.next().filter(|name| !name.is_empty())?.to_ascii_lowercase();
    let quality = pieces.find_map(|piece| {
        let (key, value) = piece.split_once('=')?;
        key.trim().eq_ignore_ascii_case("q").then(|| value.trim().parse::<f32>().unwrap_or(0.0))
    });
    Some((name, (quality.unwrap_or(1.0).clamp(0.0, 1.0) * 1000.0) as u32))
}

/// The bytes in a coding; as they are when it is not known.
pub fn pack(coding: &str, bytes: &[u8]) -> io::Result<Vec<u8>> {
    let level = if coding == "br" { Level::Precise(BROTLI_LEVEL) } else { Level::Default };
    pack_at(level, coding, bytes)
}

/// The same for what is packed once and sent often: smaller, and slower to make.
pub fn pack_well(coding: &str, bytes: &[u8]) -> io::Result<Vec<u8>> {
    let level = match coding {
        "zstd" => 17,
        // The best one takes a second for each mebibyte.
        "br" if bytes.len() < LARGE => 11,
        "br" => 8,
        _ => 9,
    };
    pack_at(Level::Precise(level), coding, bytes)
}

fn pack_at(level: Level, coding: &str, bytes: &[u8]) -> io::Result<Vec<u8>> {
    match coding {
        "zstd" => all_of(ZstdEncoder::with_quality(bytes, level), bytes.len()),
        "br" => all_of(BrotliEncoder::with_quality(bytes, level), bytes.len()),
        "gzip" => all_of(GzipEncoder::with_quality(bytes, level), bytes.len()),
        _ => Ok(bytes.to_vec()),
    }
}

/// What comes out, while somebody waits for it.
fn all_of(mut packed: impl AsyncRead + Unpin, length: usize) -> io::Result<Vec<u8>> {
    let mut all = Vec::with_capacity(length / 3);
    // What is in memory is never waited for.
    while packed.read_buf(&mut all).now_or_never().unwrap_or_else(|| Err(ErrorKind::WouldBlock.into()))? > 0 {
        if is_given_up() {
            return Err(ErrorKind::Interrupted.into());
        }
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::{choose, pack};

    #[test]
    fn what_clients_take() {
        let of = |value: &str| choose([value].into_iter());
        assert_eq!(of("gzip, deflate, br, zstd"), Some("zstd"));
        assert_eq!(of("gzip, br"), Some("br"));
        assert_eq!(of("gzip;q=1.0, br;q=0.9"), Some("gzip"));
        assert_eq!(of("gzip;q=0"), None);
        assert_eq!(of("GZIP ; Q=0.5"), Some("gzip"));
        assert_eq!(of("x-gzip"), Some("gzip"));
        assert_eq!(of("*"), Some("zstd"));
        assert_eq!(of("zstd;q=0, *;q=0.1"), Some("br"));
        assert_eq!(of("*;q=0"), None);
        assert_eq!(of("identity"), None);
        assert_eq!(of(""), None);
        assert_eq!(of("br;q=nonsense"), None);
        assert_eq!(choose(["deflate", "br"].into_iter()), Some("br"));
    }

    #[test]
    fn packed_is_smaller() {
        let bytes = b"text ".repeat(100_000);
        for coding in ["zstd", "br", "gzip"] {
            assert!(pack(coding, &bytes).is_ok_and(|packed| packed.len() < 10_000), "{coding}");
        }
        assert_eq!(pack("other", b"x").ok(), Some(b"x".to_vec()));
    }
}
