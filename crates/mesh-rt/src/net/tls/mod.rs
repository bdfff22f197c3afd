//! TLS: rustls over ring. Nothing of it is process-wide; each configuration names its provider.

use std::fs;
use std::io::{Error, ErrorKind, Result};
use std::path::Path;
use std::sync::Arc;

use rustls::crypto::CryptoProvider;

pub mod client;
pub mod judge;
pub mod server;
mod words;

pub use words::{cause, find, in_system_words, in_words};

/// A larger file holds something else than certificates.
const LARGEST: u64 = 4 << 20;

/// The text of a file with certificates or a key. One for which a thread would have to wait, as for a pipe, is an error.
fn read_file(path: &Path) -> Result<Vec<u8>> {
    let data = fs::metadata(path)?;
    match data.is_file() && data.len() <= LARGEST {
        true => fs::read(path),
        false => Err(Error::new(ErrorKind::InvalidInput, "this is no file with a certificate or a key")),
    }
}

/// The ciphers of every configuration.
pub fn provider() -> Arc<CryptoProvider> {
    let mut provider = rustls::crypto::ring::default_provider();
    if cfg!(feature = "checked-memory") {
        // The other ciphers set registers to zero by comparing them with copies of themselves: bits that nobody ever wrote, to valgrind.
        provider.cipher_suites.retain(|suite| format!("{:?}", suite.suite()).contains("CHACHA20"));
    }
    Arc::new(provider)
}
