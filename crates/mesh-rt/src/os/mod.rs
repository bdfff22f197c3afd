//! The operating system: standard streams, arguments, environment, files.

mod env;
pub mod io;
