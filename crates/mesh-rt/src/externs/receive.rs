//! `receive`: the scan of the mailbox, and the signal that it stands at.

use crate::abi::Received;
use crate::actor::body::{self, Pause};
use crate::actor::crash::guard;
use crate::actor::letter::{Delivery, Signal};
use crate::actor::waiting::{self, Wait, stepped};
use crate::mesh_extern;
use crate::reason::{Crash, Reason};
use crate::value::copy::Unpacking;

/// A message larger than this is not kept for a crash report.
const KEPT_MESSAGE: usize = 4096;

mesh_extern! {
    fn mesh_receive_start(millis: i64, site: i64) {
        let body = body::current();
        body.queue.begin(site);
        body.deadline = u64::try_from(millis).ok().map(waiting::deadline_in);
    }

    async fn mesh_receive_next() -> i64 {
        Receiving
    }

    fn mesh_receive_message(out: *mut u64) {
        if let Some(message) = body::current().queue.current().and_then(|letter| letter.item.message()) {
            // SAFETY: `out` has room for the message.
            unsafe { message.share(out) };
        }
    }

    fn mesh_receive_accept() {
        let body = body::current();
        body.operation = None;
        body.deadline = None;
        let Some(mut letter) = body.queue.accept() else { return };
        match &letter.item.delivery {
            Delivery::Message(message) => {
                let is_kept = message.source().bytes() <= KEPT_MESSAGE;
                if body.heap.is_limited() {
                    body.heap.uncount_outside(letter.item.outside());
                }
                letter.item.close();
                body.last_message = is_kept.then_some(letter);
                body.note_gone(1);
            }
            Delivery::Signal(signal) => body.signal_was_linked = signal.linked,
            _ => {}
        }
    }

    // A signal that no arm wants is dropped; a message stays for another receive.
    fn mesh_receive_skip() {
        body::current().queue.skip();
    }
}

/// A larger message is brought into the heap in steps.
const LONG_MESSAGE: usize = 64 << 10;

/// What the scan of the mailbox finds.
enum Found {
    Candidate(Received),
    /// A message that is long, to be brought into the heap.
    Long,
    Nothing,
}

/// Waits for the next candidate of the mailbox scan.
struct Receiving;

impl Wait for Receiving {
    type Output = i64;
    #[inline(always)]
    fn wait(self) -> i64 {
        loop {
            match guard(look) {
                Found::Candidate(received) => return received.number(),
                Found::Long => receive_long(),
                Found::Nothing => body::pause(Pause::Wait),
            }
        }
    }
}

/// Brings the long message that the scan stands at into the heap. The scan stays there meanwhile, and the letter where it is:
/// nobody else moves them.
#[cold]
fn receive_long() {
    let unpacking = guard(|| {
        let body = body::current();
        let message = body.queue.candidate().and_then(|letter| letter.item.message());
        Ok(message.map(|message| {
            body.heap.uncount_outside(message.source().bytes());
            // SAFETY: see above.
            stepped(unsafe { Unpacking::of(message.source()) })
        }))
    });
    if let Some(unpacking) = unpacking {
        let words = unpacking.wait();
        if let Some(Delivery::Message(message)) = body::current().queue.candidate().map(|it| &mut it.item.delivery) {
            message.open_with(words);
        }
    }
}

/// The next candidate of the mailbox scan, if there is one now. Never inlined: `mesh_receive_next` pauses and goes on in
/// another thread.
#[inline(never)]
fn look() -> Result<Found, Crash> {
    body::notice()?;
    let body = body::current();
    match body.queue.candidate().map(|letter| &mut letter.item.delivery) {
        Some(Delivery::Message(message)) => {
            if message.is_packed() {
                if message.source().bytes() > LONG_MESSAGE {
                    return Ok(Found::Long);
                }
                if body.heap.is_limited() {
                    body.heap.uncount_outside(message.source().bytes());
                }
                message.open();
            }
            return Ok(Found::Candidate(Received::Message));
        }
        Some(_) => return Ok(Found::Candidate(Received::Signal)),
        None => {}
    }
    body.wake_senders(true);
    let Some(deadline) = body.deadline else { return Ok(Found::Nothing) };
    if waiting::is_over(deadline) {
        body.operation = None;
        body.deadline = None;
        body.queue.end();
        return Ok(Found::Candidate(Received::Timeout));
    }
    if body.operation.is_none() {
        waiting::wake_at(deadline);
    }
    Ok(Found::Nothing)
}

fn signal() -> Option<&'static Signal> {
    body::current().queue.current().and_then(|letter| letter.item.signal())
}

mesh_extern! {
    fn mesh_signal_kind() -> i64 {
        signal().map_or(0, |signal| signal.kind.number())
    }

    fn mesh_signal_pid() -> i64 {
        signal().map_or(0, |signal| signal.from.0)
    }

    fn mesh_signal_reference() -> i64 {
        signal().map_or(0, |signal| signal.reference)
    }

    fn mesh_signal_reason_kind() -> i64 {
        signal().map_or(0, |signal| signal.reason.code())
    }

    fn mesh_signal_reason_text() -> String {
        signal().map_or_else(String::new, |signal| signal.reason.text().into_owned())
    }

    fn mesh_signal_reason_pid() -> i64 {
        match signal().map(|signal| &signal.reason) {
            Some(Reason::Linked(pid, ..)) => pid.0,
            _ => 0,
        }
    }
}
