//! The operating system: standard streams, arguments, environment, files, the clock.

mod clock;
mod env;
pub mod io;
