//! Crashes: an actor ends with a reason, a report says where, everybody else goes on. Nothing is unwound: the coroutine
//! is abandoned and the heap dropped whole, so a crash must not happen while a runtime function holds owned values.

use super::body::{self, Pause};
use super::exit::Reason;
use super::report::{self, Report};
use crate::heap::show;

/// How many stack frames are looked at.
const DEPTH: usize = 64;

/// Ends the running actor with an error. Takes the text, so that nothing is left behind on the stack.
pub fn with(reason: String) -> ! {
    hand_in_report(&reason);
    end(Reason::Error(reason))
}

/// Ends the running actor with a reason, without a report.
pub fn end(reason: Reason) -> ! {
    body::current().ending = reason;
    body::pause(Pause::Ended);
    unreachable!("an ended actor is not resumed")
}

/// Reports what crashed, why, where in the Mesh program, and what it had received.
#[inline(never)]
fn hand_in_report(reason: &str) {
    let body = body::current();
    let who = if body.is_main { "main".to_owned() } else { format!("actor {}", body.pid) };
    let mut addresses = Vec::new();
    let note = |frame: &backtrace::Frame| {
        addresses.push(frame.ip() as usize);
        addresses.len() < DEPTH
    };
    // Without the lock that the thread of the reports holds while it looks up lines.
    // SAFETY: the unwinder of this platform may run in several threads at once.
    unsafe { backtrace::trace_unsynchronized(note) };
    let tail = match (&body.last_message, body.message.is_null()) {
        (Some(message), false) => {
            // SAFETY: the fragment holds a value of the actor's message type.
            let shown = unsafe { show::value(message.words(), body.message) };
            format!("    last message: {shown}\n")
        }
        _ => String::new(),
    };
    report::submit(Report { head: format!("{who} crashed: {reason}\n"), addresses, tail });
}
