//! `receive`: the scan of the mailbox, and the signal that it stands at.

use std::time::Instant;

use crate::abi::Received;
use crate::actor::body::{self, Item, Pause, Signal};
use crate::actor::crash::guard;
use crate::actor::waiting::{self, Wait, stepped};
use crate::mesh_extern;
use crate::reason::{Crash, Reason};
use crate::value;
use crate::value::copy::{Fragment, Unpacking};

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
        let body = body::current();
        if let Some(Item::Message { words, source }) = body.queue.current() {
            // SAFETY: `out` has room for the message; the queue holds its own reference.
            unsafe {
                value::retain_words(words.as_ptr(), source.kinds(), words.len());
                std::ptr::copy_nonoverlapping(words.as_ptr(), out, words.len());
            }
        }
    }

    fn mesh_receive_accept() {
        let body = body::current();
        body.operation = None;
        body.deadline = None;
        match body.queue.accept() {
            Some(Item::Message { words, source }) => {
                // SAFETY: the queue's own reference.
                unsafe { value::release_words(words.as_ptr(), source.kinds(), words.len()) };
                body.last_message = (source.bytes() <= KEPT_MESSAGE).then_some(source);
                body.note_gone(1);
            }
            Some(Item::Signal(signal)) => body.signal_was_linked = signal.linked,
            Some(Item::Packed(_)) => body.note_gone(1),
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

/// Brings the long message that the scan stands at into the heap. The scan stays there meanwhile: nobody else moves it.
#[cold]
fn receive_long() {
    let unpacking =
        guard(|| Ok(body::current().queue.candidate().and_then(take_packed).map(|it| stepped(Unpacking::of(it)))));
    if let Some(unpacking) = unpacking {
        let (words, source) = unpacking.wait();
        if let Some(item) = body::current().queue.candidate() {
            *item = Item::Message { words, source };
        }
    }
}

/// The next candidate of the mailbox scan, if there is one now. Never inlined: `mesh_receive_next` pauses and goes on in
/// another thread.
#[inline(never)]
fn look() -> Result<Found, Crash> {
    body::notice()?;
    let body = body::current();
    match body.queue.candidate() {
        Some(Item::Packed(source)) if source.bytes() > LONG_MESSAGE => return Ok(Found::Long),
        Some(Item::Signal(_)) => return Ok(Found::Candidate(Received::Signal)),
        Some(item) => {
            let item: *mut Item = item;
            // SAFETY: the queue stays as it is meanwhile.
            unsafe { materialise(item) };
            return Ok(Found::Candidate(Received::Message));
        }
        None => {}
    }
    body.wake_senders(true);
    let Some(deadline) = body.deadline else { return Ok(Found::Nothing) };
    if Instant::now() >= deadline {
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

/// Brings a packed message of the queue into the heap.
///
/// # Safety
/// `item` is alive; nothing else refers to it.
unsafe fn materialise(item: *mut Item) {
    // SAFETY: by contract; no reference is held while the heap, which belongs to the same body, changes.
    unsafe {
        let Item::Packed(source) = &*item else { return };
        let words = source.unpack();
        if let Item::Packed(source) = item.read() {
            item.write(Item::Message { words, source });
        }
    }
}

/// Takes a packed message out of its place; its value comes there.
fn take_packed(item: &mut Item) -> Option<Fragment> {
    match std::mem::replace(item, Item::Signal(Signal::none())) {
        Item::Packed(source) => Some(source),
        other => {
            *item = other;
            None
        }
    }
}

fn signal() -> Option<&'static Signal> {
    match body::current().queue.current() {
        Some(Item::Signal(signal)) => Some(signal),
        _ => None,
    }
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
