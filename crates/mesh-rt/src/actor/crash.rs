//! Crashes: an actor ends with a reason, a report says where, everybody else goes on. Nothing is unwound: the coroutine
//! is abandoned and the heap dropped whole, so nothing owned may be on the stack when it happens.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use super::body::{self, Body, Pause};
use super::letter::Letter;
use super::report::Report;
use super::runtime::runtime;
use crate::pid::Pid;
use crate::reason::Crash;
use crate::value::{self, show};

/// How many stack frames are looked at.
const DEPTH: usize = 64;

/// Runs what may fail and gives its result; a failure, a panic too, ends the running actor. Nothing that `work` owned is left
/// on the stack by then. Panics under an actor are caught here and in the next one.
#[inline(always)]
pub fn guard<T>(work: impl FnOnce() -> Result<T, Crash>) -> T {
    match catch_unwind(AssertUnwindSafe(work)) {
        Ok(Ok(value)) => value,
        Ok(Err(crash)) => end(crash),
        Err(panic) => end(of_panic(panic)),
    }
}

/// The same for what its caller can do without: `None` when the memory for it is not to be had.
pub fn unless_too_large<T>(work: impl FnOnce() -> T) -> Option<T> {
    match catch_unwind(AssertUnwindSafe(work)) {
        Ok(value) => Some(value),
        Err(panic) if panic.is::<value::TooLarge>() => None,
        Err(panic) => resume_unwind(panic),
    }
}

/// Ends the running actor.
#[cold]
pub fn end(crash: Crash) -> ! {
    let (reason, reported) = crash.into_parts();
    if reported {
        hand_in_report(&reason.text());
    }
    body::current().end_for(Box::new(reason));
    body::pause(Pause::Ended);
    unreachable!("an ended actor is not resumed")
}

/// The crash that a caught panic is: the program asked for too much memory, or the runtime has a mistake.
#[cold]
pub fn of_panic(panic: Box<dyn Any + Send>) -> Crash {
    if let Some(value::TooLarge(text)) = panic.downcast_ref() {
        return Crash::error(text.as_str());
    }
    let rare = body::running().and_then(Body::any_rare);
    let noted = rare.and_then(|rare| rare.panicked.take());
    let message = noted.unwrap_or_else(|| {
        let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
        text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_else(|| "a panic".to_owned())
    });
    Crash::error(format!("{message} (this is a bug of the Mesh runtime)"))
}

/// Notes what panics say: for the crash of the running actor, or on standard error where none runs.
pub fn install_hook() {
    std::panic::set_hook(Box::new(|info| {
        let text = info.payload_as_str().unwrap_or("a panic").to_owned();
        let place = info.location().map_or_else(String::new, |place| format!(", {}:{}", place.file(), place.line()));
        let message = format!("{text}{place}");
        if let Some(body) = body::running() {
            body.rare().panicked = Some(message);
        } else {
            let thread = std::thread::current();
            let name = thread.name().unwrap_or("a thread").to_owned();
            crate::os::output::tell(format_args!("{name}: {message} (this is a bug of the Mesh runtime)\n"));
        }
    }));
}

/// Reports what crashed, why, where in the Mesh program, and what it had received.
#[inline(never)]
fn hand_in_report(reason: &str) {
    let mut addresses = Vec::new();
    let note = |frame: &backtrace::Frame| {
        addresses.push(frame.ip() as usize);
        addresses.len() < DEPTH
    };
    // Without the lock that the thread of the reports holds while it looks up lines.
    // SAFETY: the unwinder of this platform may run in several threads at once.
    unsafe { backtrace::trace_unsynchronized(note) };
    report(body::current(), reason, addresses);
}

/// The same for an actor that crashes wherever it is: because of what others do.
pub fn report(body: &Body, reason: &str, addresses: Vec<usize>) {
    let who = if body.is_main { "main".to_owned() } else { format!("actor {}", body.pid) };
    let last = body.last_message.as_ref().filter(|_| !body.message.is_null()).and_then(Letter::words);
    // SAFETY: the letter holds a value of the actor's message type.
    let last_message = last.map(|words| unsafe { show::value(words.as_ptr(), body.message) });
    runtime().reports.submit(Report { head: format!("{who} crashed: {reason}"), addresses, last_message });
}

/// The same for one that has not begun.
pub fn report_beginning(pid: Pid, reason: &str) {
    let head = format!("actor {pid} crashed: {reason}");
    runtime().reports.submit(Report { head, addresses: Vec::new(), last_message: None });
}
