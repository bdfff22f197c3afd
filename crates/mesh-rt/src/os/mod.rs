//! The operating system: standard streams, environment, files.

pub mod io;
