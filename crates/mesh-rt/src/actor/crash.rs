//! Crashes: an actor ends with a reason, a report says where, everybody else goes on. Nothing is unwound: the coroutine
//! is abandoned and the heap dropped whole, so a crash must not happen while a runtime function holds owned values.

use super::body::{self, Pause};
use super::exit::Reason;

/// Ends the running actor with an error. Takes the text, so that nothing is left behind on the stack.
pub fn with(reason: String) -> ! {
    report(&reason);
    end(Reason::Error(reason))
}

/// Ends the running actor with a reason, without a report.
pub fn end(reason: Reason) -> ! {
    body::current().ending = reason;
    body::pause(Pause::Ended);
    unreachable!("an ended actor is not resumed")
}

/// Writes what crashed, why, and where in the Mesh program.
fn report(reason: &str) {
    let body = body::current();
    let who = if body.is_main { "main".to_owned() } else { format!("actor {}", body.pid) };
    let mut text = format!("{who} crashed: {reason}\n");
    for frame in trace() {
        text.push_str(&format!("    at {frame}\n"));
    }
    crate::os::io::flush();
    eprint!("{text}");
}

/// The Mesh functions on this stack, innermost first, as `name (file:line)`.
fn trace() -> Vec<String> {
    let mut frames = Vec::new();
    let mut depth = 0;
    backtrace::trace(|frame| {
        depth += 1;
        backtrace::resolve_frame(frame, |symbol| {
            let Some(file) = symbol.filename().and_then(|path| path.to_str()) else { return };
            if file.ends_with(".mpl") {
                let name = symbol.name().map_or_else(|| "?".to_owned(), |name| name.to_string());
                let line = symbol.lineno().unwrap_or(0);
                frames.push(format!("{name} ({file}:{line})"));
            }
        });
        depth < 64 && frames.len() < 20
    });
    frames
}
