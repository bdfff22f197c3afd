//! Crash reports: written by a thread of their own, since finding the lines of addresses takes long the first time.

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::OnceLock;
use std::sync::atomic::Ordering::Relaxed;
use std::sync::atomic::{AtomicBool, AtomicUsize};
use std::sync::mpsc::{Receiver, Sender, SyncSender, TrySendError, channel, sync_channel};
use std::time::Duration;

use super::runtime::runtime;
use crate::os::log;
use crate::os::output::{Stream, output};

/// Reports that wait to be written; more are left out, and counted.
const WAITING: usize = 4096;
const MAX_FRAMES: usize = 20;

/// What is known of a crash when it happens.
pub struct Report {
    /// Who crashed, and why.
    pub head: String,
    /// Return addresses, innermost first.
    pub addresses: Vec<usize>,
    /// What it had received last.
    pub last_message: Option<String>,
}

enum Order {
    Write(Report),
    /// Answers when all reports before it are written.
    Drain(Sender<()>),
}

/// The reports of a runtime on their way.
#[derive(Default)]
pub struct Reports {
    writer: OnceLock<SyncSender<Order>>,
    left_out: AtomicUsize,
    muted: AtomicBool,
}

impl Reports {
    fn writer(&self) -> &SyncSender<Order> {
        self.writer.get_or_init(|| {
            let (sender, orders) = sync_channel(WAITING);
            // Without the thread nobody receives, and `submit` notices.
            let _ = runtime().thread("mesh-reports", move || write_all(&orders));
            sender
        })
    }

    /// Whether crashes are expected, and nobody is to hear of them.
    pub fn mute(&self, muted: bool) {
        self.muted.store(muted, Relaxed);
    }

    /// Hands a report over; does not wait.
    pub fn submit(&self, mut report: Report) {
        if self.muted.load(Relaxed) {
            return;
        }
        let left_out = self.left_out.swap(0, Relaxed);
        if left_out > 0 {
            report.head.insert_str(0, &format!("({left_out} crash reports left out)\n"));
        }
        match self.writer().try_send(Order::Write(report)) {
            Ok(()) => {}
            Err(TrySendError::Full(_)) => drop(self.left_out.fetch_add(left_out + 1, Relaxed)),
            // There is no thread for it.
            Err(TrySendError::Disconnected(Order::Write(report))) => write_one(&report, &mut HashMap::new()),
            Err(TrySendError::Disconnected(Order::Drain(_))) => {}
        }
    }

    /// Waits until everything that was handed over is written.
    pub fn drain(&self) {
        let (sender, done) = channel();
        if self.writer.get().is_some_and(|writer| writer.send(Order::Drain(sender)).is_ok()) {
            let _ = done.recv_timeout(Duration::from_secs(60));
        }
    }
}

fn write_all(orders: &Receiver<Order>) {
    let mut known: HashMap<usize, Vec<String>> = HashMap::new();
    for order in orders {
        match order {
            Order::Write(report) => write_one(&report, &mut known),
            Order::Drain(done) => {
                let _ = done.send(());
            }
        }
    }
}

fn write_one(report: &Report, known: &mut HashMap<usize, Vec<String>>) {
    let head = format!("{}\n", report.head);
    // A mistake in finding lines costs the trace, not the reports that follow.
    let written = catch_unwind(AssertUnwindSafe(|| text_of(report, known)));
    output().print_when_room(Stream::Err, &written.unwrap_or(head));
}

fn text_of(report: &Report, known: &mut HashMap<usize, Vec<String>>) -> String {
    #[cfg(test)]
    assert!(!report.head.is_empty(), "a report that cannot be written");
    let mut trace: Vec<String> = Vec::new();
    for &at in &report.addresses {
        let room = MAX_FRAMES - trace.len();
        trace.extend(known.entry(at).or_insert_with(|| frames(at)).iter().take(room).cloned());
    }
    log::report(&report.head, &trace, report.last_message.as_deref())
}

/// The lines of an address, if it lies in code that came later.
pub type Later = fn(usize) -> Option<Vec<String>>;

/// What `frames` gives for an address of code that came later than the program.
static LATER: OnceLock<Later> = OnceLock::new();

/// From now on functions are also named where this knows them.
pub fn name_also(find: Later) {
    let _ = LATER.set(find);
}

/// The function of the runtime that an address lies in, if it is one that programs call.
pub fn symbol(address: usize) -> Option<String> {
    let mut found = None;
    backtrace::resolve(address as *mut _, |symbol| {
        let name = symbol.name().and_then(|name| name.as_str());
        found = name.filter(|name| name.starts_with("mesh_")).map(str::to_owned);
    });
    found
}

/// The Mesh functions that an address lies in, innermost first, as `name (file:line)`.
pub fn frames(address: usize) -> Vec<String> {
    unsafe extern "C" {
        static __executable_start: u8;
        static etext: u8;
    }
    // Those of libraries are not: to look into what debuggers know of them would take tens of mebibytes.
    let program = &raw const __executable_start as usize..&raw const etext as usize;
    let mut frames = Vec::new();
    if !program.contains(&address) {
        return LATER.get().and_then(|find| find(address)).unwrap_or_default();
    }
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
