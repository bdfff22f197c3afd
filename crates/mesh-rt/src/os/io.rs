//! Standard input, output and error. Output is buffered and flushed at the end, before a crash report, and when a line
//! is read.

use parking_lot::Mutex;
use std::io::{BufWriter, Stdout, Write};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// How long printed text may wait for more.
const FLUSH_AFTER: Duration = Duration::from_millis(10);

fn out() -> &'static Mutex<BufWriter<Stdout>> {
    static OUT: OnceLock<Mutex<BufWriter<Stdout>>> = OnceLock::new();
    OUT.get_or_init(|| Mutex::new(BufWriter::with_capacity(16 * 1024, std::io::stdout())))
}

/// Writes out what was printed.
pub fn flush() {
    // A closed standard output is no reason to end.
    let _ = out().lock().flush();
}

/// Prints a text and what ends it.
pub fn write(text: &str, end: &str) {
    let mut out = out().lock();
    let _ = out.write_all(text.as_bytes());
    let _ = out.write_all(end.as_bytes());
    if is_terminal() || out.buffer().len() > 8 * 1024 {
        let _ = out.flush();
    } else {
        flush_soon();
    }
}

/// Writes out what is in the buffer within a few milliseconds: whoever reads a pipe need not wait for a full one.
fn flush_soon() {
    static WAITING: AtomicBool = AtomicBool::new(false);
    static FLUSHER: OnceLock<std::thread::Thread> = OnceLock::new();
    if WAITING.swap(true, Ordering::AcqRel) {
        return;
    }
    let flusher = FLUSHER.get_or_init(|| {
        let run = || {
            loop {
                std::thread::park();
                std::thread::sleep(FLUSH_AFTER);
                WAITING.store(false, Ordering::Release);
                flush();
            }
        };
        let thread = std::thread::Builder::new().name("mesh-output".to_owned()).spawn(run);
        thread.map_or_else(|_| std::thread::current(), |handle| handle.thread().clone())
    });
    flusher.unpark();
}

fn is_terminal() -> bool {
    use std::io::IsTerminal;
    static TERMINAL: OnceLock<bool> = OnceLock::new();
    *TERMINAL.get_or_init(|| std::io::stdout().is_terminal())
}

/// Writes to standard error. Nobody may be left to read it.
pub fn tell(text: std::fmt::Arguments) {
    let _ = std::io::stderr().write_fmt(text);
}
