//! Bytes packed and unpacked: zstd, and what gzip and zlib make. Unpacking stops behind a limit, however much there would be.

use std::cell::RefCell;
use std::io::{self, ErrorKind, Read, Write};

use flate2::Compression;
use zstd::bulk::Compressor;

use crate::os::pool::is_given_up;
use crate::value::page::make_room;

/// The largest window that a zstd frame may ask for is at least what RFC 8878, section 3.1.1.1.2, recommends.
pub const LEAST_WINDOW: u32 = 23;
const MOST_WINDOW: u32 = 27;

/// How the content of a message is packed (RFC 9110, section 8.4.1).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Coding {
    Identity,
    Gzip,
    Deflate,
    Brotli,
    Zstd,
}

impl Coding {
    /// By its name in lower case; `None` when it is not known.
    pub fn of(name: &str) -> Option<Coding> {
        Some(match name {
            "" | "identity" => Coding::Identity,
            "gzip" | "x-gzip" => Coding::Gzip,
            "deflate" => Coding::Deflate,
            "br" => Coding::Brotli,
            "zstd" => Coding::Zstd,
            _ => return None,
        })
    }
}

/// Why something is not unpacked.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Unfit {
    /// There is more in it than the limit.
    TooLarge,
    /// It is something else, or incomplete.
    Broken,
}

/// Whatever members there are.
pub fn gunzip(raw: &[u8], most: usize) -> Result<Vec<u8>, Unfit> {
    read(flate2::bufread::MultiGzDecoder::new(raw), most)
}

/// With the zlib wrapper as the standard says, or raw as some make it.
pub fn inflate(raw: &[u8], most: usize) -> Result<Vec<u8>, Unfit> {
    if raw.first().is_none_or(|&first| is_wrapped(first)) {
        read(flate2::bufread::ZlibDecoder::new(raw), most)
    } else {
        read(flate2::bufread::DeflateDecoder::new(raw), most)
    }
}

/// Whether deflated bytes that begin with this one have the header of zlib (RFC 1950, section 2.2). No raw ones begin so: it would be a
/// block that is stored, behind bits that are 0 where they mean nothing.
pub fn is_wrapped(first: u8) -> bool {
    first & 0x8f == 8
}

/// Whatever frames there are.
pub fn unzstd(raw: &[u8], most: usize) -> Result<Vec<u8>, Unfit> {
    let window = most.max(1).ilog2().saturating_add(1).clamp(LEAST_WINDOW, MOST_WINDOW);
    let decoder = zstd::stream::read::Decoder::with_buffer(raw).and_then(|mut decoder| {
        decoder.window_log_max(window)?;
        Ok(decoder)
    });
    read(decoder.map_err(|_| Unfit::Broken)?, most)
}

/// Brotli has no check sum, and one stream.
pub fn unbrotli(raw: &[u8], most: usize) -> Result<Vec<u8>, Unfit> {
    read(brotli_decompressor::Decompressor::new(raw, 4096), most)
}

fn read(mut source: impl Read, most: usize) -> Result<Vec<u8>, Unfit> {
    let (mut bytes, mut portion) = (Vec::new(), [0; 8192]);
    loop {
        match source.read(&mut portion) {
            Ok(0) => return Ok(bytes),
            Ok(count) if bytes.len() + count > most => return Err(Unfit::TooLarge),
            Ok(_) if is_given_up() => return Err(Unfit::Broken),
            Ok(count) => {
                make_room(&mut bytes, count);
                bytes.extend_from_slice(&portion[..count]);
            }
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(_) => return Err(Unfit::Broken),
        }
    }
}

/// One gzip member without a name or a time.
pub fn gzip(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), Compression::default());
    write(bytes, &mut packed)?;
    packed.finish()
}

/// So much is packed at a time, where it is looked between whether anybody waits.
const PORTION: usize = 64 << 10;

/// Writes all bytes, while somebody waits for what comes of it.
fn write(bytes: &[u8], into: &mut impl Write) -> io::Result<()> {
    for portion in bytes.chunks(PORTION) {
        if is_given_up() {
            return Err(ErrorKind::Interrupted.into());
        }
        into.write_all(portion)?;
    }
    Ok(())
}

/// With the zlib wrapper.
pub fn deflate(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut packed = flate2::write::ZlibEncoder::new(Vec::new(), Compression::default());
    write(bytes, &mut packed)?;
    packed.finish()
}

thread_local! {
    /// Making one takes longer than packing a kibibyte.
    static ZSTD: RefCell<Option<Compressor<'static>>> = const { RefCell::new(None) };
}

/// One frame that knows its length. Never inlined: a caller that pauses goes on in another thread.
#[inline(never)]
pub fn zstd(bytes: &[u8], level: i32) -> io::Result<Vec<u8>> {
    if bytes.len() > 4 * PORTION {
        let mut packed = zstd::stream::write::Encoder::new(Vec::new(), level)?;
        packed.set_pledged_src_size(Some(bytes.len() as u64))?;
        packed.include_contentsize(true)?;
        write(bytes, &mut packed)?;
        return packed.finish();
    }
    ZSTD.with_borrow_mut(|kept| {
        let mut compressor = match kept.take() {
            Some(compressor) => compressor,
            None => Compressor::new(level)?,
        };
        compressor.set_compression_level(level)?;
        let packed = compressor.compress(bytes)?;
        *kept = Some(compressor);
        Ok(packed)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packed_and_unpacked() {
        for text in [&b""[..], b"a", &b"text ".repeat(10_000)] {
            let most = text.len();
            let packed =
                [gzip(text), deflate(text), zstd(text, 1), zstd(text, 19)].map(|packed| packed.expect("memory"));
            let [zipped, wrapped, quick, well] = &packed;
            assert_eq!(gunzip(zipped, most), Ok(text.to_vec()));
            assert_eq!(inflate(wrapped, most), Ok(text.to_vec()));
            assert_eq!(inflate(&wrapped[2..wrapped.len() - 4], most), Ok(text.to_vec()));
            assert_eq!(unzstd(quick, most), Ok(text.to_vec()));
            assert_eq!(unzstd(well, most), Ok(text.to_vec()));
            assert_eq!(unzstd(&[&well[..], &quick[..]].concat(), 2 * most), Ok(text.repeat(2)));
            if most > 0 {
                assert_eq!(gunzip(zipped, most - 1), Err(Unfit::TooLarge));
                assert_eq!(inflate(wrapped, most - 1), Err(Unfit::TooLarge));
                assert_eq!(unzstd(quick, most - 1), Err(Unfit::TooLarge));
            }
            for unpack in [gunzip, inflate, unzstd, unbrotli] {
                assert_eq!(unpack(b"\xffnonsense", 1000), Err(Unfit::Broken));
            }
            assert_eq!(gunzip(&zipped[..zipped.len() - 1], most), Err(Unfit::Broken));
            assert_eq!(inflate(&wrapped[..wrapped.len() - 1], most), Err(Unfit::Broken));
            assert_eq!(unzstd(&well[..well.len() - 1], most), Err(Unfit::Broken));
        }
    }

    #[test]
    fn windows_are_no_larger_than_the_limit() {
        // A frame of a window of 1 GiB.
        let greedy = [0x28, 0xb5, 0x2f, 0xfd, 0x00, 0xa0, 0x09, 0x00, 0x00, b'x'];
        assert_eq!(unzstd(&greedy, 100), Err(Unfit::Broken));
    }
}
