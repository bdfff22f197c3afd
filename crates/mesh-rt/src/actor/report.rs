//! Crash reports: written by a thread of their own, since finding the lines of addresses takes long the first time.

use std::collections::HashMap;
use std::sync::OnceLock;
use std::sync::mpsc::{Receiver, Sender, SyncSender, TrySendError, channel, sync_channel};
use std::time::Duration;

/// Reports that wait to be written; more are left out, and counted.
const WAITING: usize = 4096;
const MAX_FRAMES: usize = 20;

/// What is known of a crash when it happens.
pub struct Report {
    /// Everything up to the trace.
    pub head: String,
    /// Return addresses, innermost first.
    pub addresses: Vec<usize>,
    /// What stands behind the trace.
    pub tail: String,
}

enum Order {
    Write(Report),
    /// Answers when all reports before it are written.
    Drain(Sender<()>),
}

fn writer() -> &'static SyncSender<Order> {
    static WRITER: OnceLock<SyncSender<Order>> = OnceLock::new();
    WRITER.get_or_init(|| {
        let (sender, orders) = sync_channel(WAITING);
        // Without the thread nobody receives, and `submit` notices.
        let _ = std::thread::Builder::new().name("mesh-reports".to_owned()).spawn(move || write_all(&orders));
        sender
    })
}

/// Hands a report over; does not wait.
pub fn submit(report: Report) {
    static LEFT_OUT: std::sync::atomic::AtomicUsize = std::sync::atomic::AtomicUsize::new(0);
    use std::sync::atomic::Ordering::Relaxed;
    let left_out = LEFT_OUT.swap(0, Relaxed);
    let mut report = report;
    if left_out > 0 {
        report.head.insert_str(0, &format!("({left_out} crash reports left out)\n"));
    }
    if let Err(TrySendError::Full(_)) = writer().try_send(Order::Write(report)) {
        LEFT_OUT.fetch_add(left_out + 1, Relaxed);
    }
}

/// Waits until everything that was handed over is written.
pub fn drain() {
    let (sender, done) = channel();
    if writer().send(Order::Drain(sender)).is_ok() {
        let _ = done.recv_timeout(Duration::from_secs(60));
    }
}

fn write_all(orders: &Receiver<Order>) {
    let mut known: HashMap<usize, Vec<String>> = HashMap::new();
    for order in orders {
        match order {
            Order::Write(report) => {
                let mut text = report.head;
                let mut room = MAX_FRAMES;
                for at in report.addresses {
                    for frame in known.entry(at).or_insert_with(|| frames(at)).iter().take(room) {
                        text.push_str(&format!("    at {frame}\n"));
                        room -= 1;
                    }
                }
                text.push_str(&report.tail);
                crate::os::io::flush();
                crate::os::io::tell(format_args!("{text}"));
            }
            Order::Drain(done) => {
                let _ = done.send(());
            }
        }
    }
}

/// The Mesh functions that an address lies in, innermost first, as `name (file:line)`.
fn frames(address: usize) -> Vec<String> {
    let mut frames = Vec::new();
    backtrace::resolve(address as *mut _, |symbol| {
        let Some(file) = symbol.filename().and_then(|path| path.to_str()) else { return };
        if file.ends_with(".mpl") {
            let name = symbol.name().map_or_else(|| "?".to_owned(), |name| name.to_string());
            let line = symbol.lineno().unwrap_or(0);
            frames.push(format!("{name} ({file}:{line})"));
        }
    });
    frames
}
