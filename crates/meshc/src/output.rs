//! Standard output and standard error as a careful program writes them: a reader that went away is no mistake of anybody,
//! a full disk is reported, and neither is a bug of the compiler.

use std::fmt::Arguments;
use std::io::{self, BufWriter, ErrorKind, StdoutLock, Write};

use crate::Failure;

/// Standard output, for what the user asked for.
pub struct Output(BufWriter<StdoutLock<'static>>);

impl Output {
    pub fn new() -> Self {
        Self(BufWriter::new(io::stdout().lock()))
    }

    /// Called by `write!`.
    pub fn write_fmt(&mut self, text: Arguments<'_>) -> Result<(), Failure> {
        self.0.write_fmt(text).map_err(failure)
    }

    /// What was written so far can be seen.
    pub fn flush(&mut self) -> Result<(), Failure> {
        self.0.flush().map_err(failure)
    }

    /// Everything is written, or it is known why not.
    pub fn finish(mut self) -> Result<(), Failure> {
        self.0.flush().map_err(failure)
    }
}

/// Why standard output could not be written to.
pub fn failure(error: io::Error) -> Failure {
    match error.kind() {
        ErrorKind::BrokenPipe => Failure::ReaderGone,
        _ => Failure::Environment(format!("cannot write to standard output: {error}")),
    }
}

/// Writes to standard error. When that is impossible nobody is left to tell.
pub fn say(text: Arguments<'_>) {
    let _ = io::stderr().lock().write_fmt(text);
}
