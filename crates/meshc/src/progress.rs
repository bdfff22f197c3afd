//! One line on the terminal that says what the compiler is doing; nothing when the output is no terminal.

use std::io::IsTerminal;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

/// The line. It disappears when it is dropped.
pub struct Progress(Option<ProgressBar>);

impl Progress {
    /// `quiet` also for machine-readable output.
    pub fn new(quiet: bool) -> Self {
        if quiet || !std::io::stderr().is_terminal() {
            return Self(None);
        }
        let bar = ProgressBar::new_spinner();
        if let Ok(style) = ProgressStyle::with_template("{spinner} {msg} ({elapsed})") {
            bar.set_style(style);
        }
        bar.enable_steady_tick(Duration::from_millis(100));
        Self(Some(bar))
    }

    /// Does what writes to the terminal, without the line.
    pub fn hide<X>(&self, work: impl FnOnce() -> X) -> X {
        match &self.0 {
            Some(bar) => bar.suspend(work),
            None => work(),
        }
    }

    pub fn step(&self, text: &str) {
        if let Some(bar) = &self.0 {
            bar.set_message(text.to_owned());
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some(bar) = &self.0 {
            bar.finish_and_clear();
        }
    }
}
