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
    Arc::new(rustls::crypto::ring::default_provider())
}
