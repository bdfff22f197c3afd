//! The operating system: standard streams, files, signals, threads for work that blocks. Knows no actors.

pub mod command;
pub mod entries;
pub mod file;
pub mod input;
pub mod line;
pub mod log;
pub mod metrics;
pub mod output;
pub mod pool;
pub mod reader;
pub mod signal;
pub mod stream;
pub mod terminal;
pub mod watch;
