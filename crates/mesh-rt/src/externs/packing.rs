//! What `std/compression.mpl` packs and unpacks bytes with.

use std::io;

use super::give::{Answer, Blob, Octets, size};
use crate::actor::waiting::{Wait, polled, pools};
use crate::mesh_extern;
use crate::packing::{self, Unfit};

/// What is packed at once, and what a short text may be unpacked to: about a millisecond's work. More is done by other threads.
const SHORT: usize = 64 << 10;
/// Levels up to this one take little time for a short text.
const QUICK: i32 = 9;

/// Packs bytes here, or in another thread where that takes long.
fn packed(
    bytes: Octets,
    is_quick: bool,
    pack: impl FnOnce(&[u8]) -> io::Result<Vec<u8>> + Send + 'static,
) -> impl Wait<Output = Answer<Blob, String>> {
    let outcome = |packed: io::Result<Vec<u8>>| Answer(packed.map(Blob).map_err(|error| error.to_string()));
    let work = if is_quick && bytes.len() <= SHORT { Ok(pack(&bytes)) } else { Err((bytes.to_vec(), pack)) };
    polled(async move {
        match work {
            Ok(done) => outcome(done),
            Err((bytes, pack)) => match pools().decoding.run(move || pack(&bytes)).await {
                Ok(done) => outcome(done),
                Err(error) => Answer(Err(error.to_string())),
            },
        }
    })
}

/// Unpacks bytes here as far as that is quick, or in another thread.
fn unpacked(
    bytes: Octets,
    most: i64,
    unpack: impl Fn(&[u8], usize) -> Result<Vec<u8>, Unfit> + Send + 'static,
) -> impl Wait<Output = Answer<Blob, String>> {
    let most = size(most);
    let outcome = move |unpacked: Result<Vec<u8>, Unfit>| {
        Answer(unpacked.map(Blob).map_err(|unfit| match unfit {
            Unfit::TooLarge => format!("more than {most} bytes"),
            Unfit::Broken => "not what was packed, or not all of it".to_owned(),
        }))
    };
    let quick = (bytes.len() <= SHORT).then(|| unpack(&bytes, most.min(SHORT)));
    let work = match quick {
        None => Err(bytes.to_vec()),
        Some(Err(Unfit::TooLarge)) if most > SHORT => Err(bytes.to_vec()),
        Some(done) => Ok(done),
    };
    polled(async move {
        match work {
            Ok(done) => outcome(done),
            Err(bytes) => match pools().decoding.run(move || unpack(&bytes, most)).await {
                Ok(done) => outcome(done),
                Err(error) => Answer(Err(error.to_string())),
            },
        }
    })
}

mesh_extern! {
    async fn mesh_packing_zstd(bytes: Octets, level: i64) => Answer<Blob, String> {
        // The library has checked that it is one of zstd's.
        let level = level as i32;
        packed(bytes, level <= QUICK, move |bytes| packing::zstd(bytes, level))
    }

    async fn mesh_packing_unzstd(bytes: Octets, most: i64) => Answer<Blob, String> {
        unpacked(bytes, most, packing::unzstd)
    }

    async fn mesh_packing_gzip(bytes: Octets) => Answer<Blob, String> {
        packed(bytes, true, packing::gzip)
    }

    async fn mesh_packing_gunzip(bytes: Octets, most: i64) => Answer<Blob, String> {
        unpacked(bytes, most, packing::gunzip)
    }

    async fn mesh_packing_deflate(bytes: Octets) => Answer<Blob, String> {
        packed(bytes, true, packing::deflate)
    }

    async fn mesh_packing_inflate(bytes: Octets, most: i64) => Answer<Blob, String> {
        unpacked(bytes, most, packing::inflate)
    }
}
