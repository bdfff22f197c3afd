//! The operating system: standard streams, files, signals, threads for work that blocks. Knows no actors.

pub mod file;
pub mod input;
pub mod log;
pub mod output;
pub mod pool;
pub mod signal;
