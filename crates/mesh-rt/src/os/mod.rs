//! The operating system: standard streams.

pub mod io;
