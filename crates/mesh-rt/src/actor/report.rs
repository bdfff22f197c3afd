//! Crash reports: written by a thread of their own, since finding the lines of addresses takes long the first time.

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::OnceLock;
use std::sync::atomic::Ordering::Relaxed;
use std::sync::atomic::{AtomicBool, AtomicUsize};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, SyncSender, TrySendError, channel, sync_channel};
use std::time::{Duration, Instant};

use super::runtime::runtime;
use crate::os::log;
use crate::os::output::{Stream, output};

/// Reports that wait to be written, and bytes of them; more are left out, and counted.
const WAITING: usize = 4096;
const WAITING_BYTES: usize = 16 << 20;
const MAX_FRAMES: usize = 20;
/// How long it is waited for reports by who goes on behind them.
pub const LONG: Duration = Duration::from_secs(60);
/// How often such a one looks whether it goes on.
const LOOK: Duration = Duration::from_millis(10);

/// What is known of a crash when it happens.
pub struct Report {
    /// Who crashed, and why.
    pub head: String,
    /// Return addresses, innermost first.
    pub addresses: Vec<usize>,
    /// What it had received last.
    pub last_message: Option<String>,
}

impl Report {
    fn bytes(&self) -> usize {
        self.head.len() + self.last_message.as_ref().map_or(0, String::len)
    }
}

enum Order {
    Write(Report),
    /// What a part of the library says.
    Note(String),
    /// Answers when all reports before it are written.
    Drain(Sender<()>),
}

/// The reports of a runtime on their way.
#[derive(Default)]
pub struct Reports {
    writer: OnceLock<SyncSender<Order>>,
    left_out: AtomicUsize,
    /// How many bytes wait to be written.
    bytes: AtomicUsize,
    /// How many reports and notes were.
    written: AtomicUsize,
    muted: AtomicBool,
}

impl Reports {
    fn writer(&self) -> &SyncSender<Order> {
        self.writer.get_or_init(|| {
            let (sender, orders) = sync_channel(WAITING);
            // Without the thread nobody receives, and `submit` notices.
            let _ = runtime().thread("mesh-reports", move || runtime().reports.write_all(&orders));
            sender
        })
    }

    /// Whether crashes are expected, and nobody is to hear of them.
    pub fn mute(&self, muted: bool) {
        self.muted.store(muted, Relaxed);
    }

    /// Hands a report over; does not wait.
    pub fn submit(&self, report: Report) {
        if !self.muted.load(Relaxed) {
            self.hand_over(Order::Write(report));
        }
    }

    /// Hands a line over that is written in its turn; does not wait.
    pub fn note(&self, line: String) {
        self.hand_over(Order::Note(line));
    }

    /// Where too much waits it is left out, and counted.
    fn hand_over(&self, mut order: Order) {
        let left_out = self.left_out.swap(0, Relaxed);
        if left_out > 0 {
            order.say_first(left_out);
        }
        let bytes = order.bytes();
        if self.bytes.fetch_add(bytes, Relaxed) > WAITING_BYTES {
            self.bytes.fetch_sub(bytes, Relaxed);
            self.left_out.fetch_add(left_out + 1, Relaxed);
            return;
        }
        match self.writer().try_send(order) {
            Ok(()) => return,
            Err(TrySendError::Full(_)) => drop(self.left_out.fetch_add(left_out + 1, Relaxed)),
            // There is no thread for it.
            Err(TrySendError::Disconnected(order)) => order.carry_out(&mut HashMap::new()),
        }
        self.bytes.fetch_sub(bytes, Relaxed);
    }

    /// Waits until everything that was handed over is written, unless standard error takes nothing for so long.
    pub fn drain(&self, patience: Duration) {
        let Some(writer) = self.writer.get() else { return };
        let (sender, done) = channel();
        let mut order = Some(Order::Drain(sender));
        let (mut seen, mut moved) = (self.written.load(Relaxed), Instant::now());
        let mut stuck_since = moved;
        loop {
            if let Some(Err(TrySendError::Full(back))) = order.take().map(|order| writer.try_send(order)) {
                order = Some(back);
            }
            if done.recv_timeout(LOOK) != Err(RecvTimeoutError::Timeout) {
                return;
            }
            let (now, written) = (Instant::now(), self.written.load(Relaxed));
            if written != seen {
                (seen, moved, stuck_since) = (written, now, now);
            } else if !output().is_stuck(Stream::Err) {
                // It looks for the lines of a trace.
                stuck_since = now;
            }
            if now - stuck_since > patience || now - moved > patience.max(LONG) {
                return;
            }
        }
    }

    fn write_all(&self, orders: &Receiver<Order>) {
        let mut known: HashMap<usize, Vec<String>> = HashMap::new();
        for order in orders {
            let bytes = order.bytes();
            order.carry_out(&mut known);
            self.bytes.fetch_sub(bytes, Relaxed);
            self.written.fetch_add(1, Relaxed);
        }
    }
}

impl Order {
    fn bytes(&self) -> usize {
        match self {
            Order::Write(report) => report.bytes(),
            Order::Note(line) => line.len(),
            Order::Drain(_) => 0,
        }
    }

    fn say_first(&mut self, left_out: usize) {
        let said = format!("({left_out} crash reports left out)");
        match self {
            Order::Write(Report { head, .. }) => head.insert_str(0, &format!("{said} ")),
            Order::Note(line) => line.insert_str(0, &format!("{said}\n")),
            Order::Drain(_) => {}
        }
    }

    /// `known` are the lines of addresses that were asked for before.
    fn carry_out(self, known: &mut HashMap<usize, Vec<String>>) {
        match self {
            Order::Write(report) => write_one(&report, known),
            Order::Note(line) => output().print_when_room(Stream::Err, &line),
            Order::Drain(done) => drop(done.send(())),
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

#[cfg(test)]
mod tests {
    use super::super::faults::settings;
    use super::super::runtime::Runtime;
    use super::*;

    /// Also of a report that says how many were left out before it: else a number below none would leave out all that follow.
    #[test]
    fn what_is_written_waits_no_more() {
        let reports = &Runtime::start(settings(1)).reports;
        reports.left_out.store(3, Relaxed);
        for head in ["the first", "the second"] {
            reports.submit(Report { head: head.to_owned(), addresses: Vec::new(), last_message: None });
            reports.drain(LONG);
            assert_eq!((reports.bytes.load(Relaxed), reports.left_out.load(Relaxed)), (0, 0));
        }
    }
}
