//! TLS: rustls over ring. Nothing of it is process-wide; each configuration names its provider.

use std::sync::Arc;

use rustls::crypto::CryptoProvider;

pub mod client;
pub mod judge;
pub mod server;
mod words;

pub use words::{cause, find, in_system_words, in_words};

/// The ciphers of every configuration.
pub fn provider() -> Arc<CryptoProvider> {
    let mut provider = rustls::crypto::ring::default_provider();
    if cfg!(feature = "checked-memory") {
        // The other ciphers set registers to zero by comparing them with copies of themselves: bits that nobody ever wrote, to valgrind.
        provider.cipher_suites.retain(|suite| format!("{:?}", suite.suite()).contains("CHACHA20"));
    }
    Arc::new(provider)
}
