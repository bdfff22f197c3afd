//! `receive`: the scan of the mailbox, and the signal that it stands at.

use crate::abi::{ClosureObject, Received, ValueDesc};
use crate::actor::begin;
use crate::actor::body::{self, Body, Pause, Work};
use crate::actor::crash::guard;
use crate::actor::letter::{Letter, Signal};
use crate::actor::runtime::runtime;
use crate::actor::waiting::{self, Wait, stepped};
use crate::mesh_extern;
use crate::reason::{Crash, Reason};
use crate::value::copy::Unpacking;
use crate::value::hash;

/// A message larger than this is not kept for a crash report.
const KEPT_MESSAGE: usize = 4096;

mesh_extern! {
    fn mesh_receive_start(millis: i64, site: i64) {
        let body = body::current();
        body.queue.begin(site);
        body.deadline = u64::try_from(millis).ok().map(waiting::deadline_in);
    }

    fn mesh_receive_or_park(site: i64, from: *const u8) -> Result<i64, Crash> {
        let body = body::current();
        body.queue.begin(site);
        body.deadline = None;
        let is_empty = body.queue.is_empty();
        let parks = is_empty && begin::is_begin(from) && may_park()?;
        Ok(i64::from(parks))
    }

    fn mesh_park(closure: *mut ClosureObject) {
        body::current().work = Work::Closure(closure);
    }

    async fn mesh_receive_next() -> i64 {
        Receiving
    }

    fn mesh_receive_message(out: *mut u64) {
        if let Some(letter) = body::current().queue.current() {
            // SAFETY: `out` has room for the message.
            unsafe { letter.share(out) };
        }
    }

    fn mesh_receive_accept() {
        let body = body::current();
        match accept_first(body) {
            Some(letter) => keep(body, letter),
            None => accept_any(body),
        }
    }

    async fn mesh_receive_take(out: *mut u64) -> i64 {
        Taking(out)
    }

    // Behind the begin, by a `receive` with a number of its own: its guard of this arm lets through only what has this value in some place.
    fn mesh_receive_wants(site: i64, arm: i64, value: *const u64, desc: *const ValueDesc) {
        // SAFETY: a live value of the described type, here and below.
        body::current().queue.want(site as u32, || unsafe { key(arm, value, desc) });
    }

    // The guard of this arm leaves the message that the scan stands at, which has this value there.
    fn mesh_receive_left(arm: i64, value: *const u64, desc: *const ValueDesc) {
        body::current().queue.note(|| unsafe { key(arm, value, desc) });
    }

    // A signal that no arm wants is dropped; a message stays for another receive.
    fn mesh_receive_skip() {
        body::current().queue.skip();
    }
}

/// One number for the place that an arm looks at and a value in it.
///
/// # Safety
/// `value` points at the words of a live value of the described type.
unsafe fn key(arm: i64, value: *const u64, desc: *const ValueDesc) -> u64 {
    // SAFETY: by contract.
    let hash = unsafe { hash::hash(value, desc) };
    hash.wrapping_add((arm as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15))
}

/// Whether the actor, which has the stack for itself, is to wait without one. Never inlined: the body is looked at anew, after what
/// arrived was sorted into it.
#[inline(never)]
fn may_park() -> Result<bool, Crash> {
    let body = body::current();
    let should_leave = body.seat.as_ref().is_some_and(|seat| seat.stack.should_leave(&runtime().stacks));
    // Where memory is bounded there may be none for the closure.
    if !should_leave || body.is_exiting || body.heap.is_limited() {
        return Ok(false);
    }
    body::notice()?;
    let body = body::current();
    if body.queue.is_empty() {
        body.wake_senders();
    }
    Ok(body.queue.is_empty())
}

/// The most frequent case: no time is to be forgotten, and no memory to be counted.
#[inline(always)]
fn accept_first(body: &mut Body) -> Option<Letter> {
    if body.deadline.is_some() || body.heap.is_limited() { None } else { body.queue.accept_first() }
}

/// A message that was received, and is known as the last one.
#[inline]
fn keep(body: &mut Body, letter: Letter) {
    body.last_message = Some(letter);
    body.note_gone();
}

#[inline(never)]
fn accept_any(body: &mut Body) {
    (body.operation, body.deadline) = (None, None);
    let Some(letter) = body.queue.accept() else { return };
    if letter.is_plain() && !body.heap.is_limited() { keep(body, letter) } else { accept_other(body, letter) }
}

/// A message with objects, one that counts, or a signal.
#[inline(never)]
fn accept_other(body: &mut Body, mut letter: Letter) {
    if let Some(signal) = letter.signal() {
        body.signal_was_linked = signal.linked;
        return;
    }
    let is_kept = letter.message().is_none_or(|message| message.source().bytes() <= KEPT_MESSAGE);
    if body.heap.is_limited() {
        body.heap.uncount_outside(letter.outside());
    }
    letter.close();
    body.last_message = is_kept.then_some(letter);
    body.note_gone();
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
            if is_plain_next(body::current()) {
                return Received::Message.number();
            }
            match guard(look) {
                Found::Candidate(received) => return received.number(),
                Found::Long => receive_long(),
                Found::Nothing => body::pause(Pause::Wait),
            }
        }
    }
}

/// Waits for what comes first, and takes it out of the mailbox if it is a message.
struct Taking(*mut u64);

impl Wait for Taking {
    type Output = i64;
    #[inline(always)]
    fn wait(self) -> i64 {
        if take_first(body::current(), self.0) { Received::Message.number() } else { take_next(self.0) }
    }
}

/// Begins a scan; true when its first message was one that needs nothing.
#[inline(always)]
fn take_first(body: &mut Body, out: *mut u64) -> bool {
    body.queue.begin(0);
    if !body.slot.mailbox.is_plain() {
        return false;
    }
    let Some(letter) = accept_first(body) else { return false };
    // SAFETY: a message of a few words, for which `out` has room.
    unsafe { letter.share_plain(out) };
    keep(body, letter);
    true
}

/// The same for who pauses, and may go on in another thread.
#[inline(never)]
fn take_first_now(out: *mut u64) -> bool {
    take_first(body::current(), out)
}

/// Not inlined: it takes more registers than the most frequent case.
#[inline(never)]
fn take_next(out: *mut u64) -> i64 {
    loop {
        match guard(look) {
            Found::Candidate(Received::Message) => {
                guard(move || {
                    take_found(out);
                    Ok(())
                });
                return Received::Message.number();
            }
            Found::Candidate(received) => return received.number(),
            Found::Long => receive_long(),
            Found::Nothing => {
                body::pause(Pause::Wait);
                if take_first_now(out) {
                    return Received::Message.number();
                }
            }
        }
    }
}

/// Takes the message that the scan stands at.
#[inline(never)]
fn take_found(out: *mut u64) {
    let body = body::current();
    if let Some(letter) = body.queue.current() {
        // SAFETY: a message of the actor's type, for which `out` has room.
        unsafe { letter.share(out) };
    }
    accept_any(body);
}

/// Whether the scan stands at a message that needs nothing before patterns look at it: the most frequent case.
#[inline(always)]
fn is_plain_next(body: &mut Body) -> bool {
    body.slot.mailbox.is_plain() && body.queue.candidate().is_some_and(|letter| letter.is_plain())
}

/// Brings the long message that the scan stands at into the heap. The scan stays there meanwhile, and the letter where it is:
/// nobody else moves them.
#[cold]
fn receive_long() {
    let unpacking = guard(|| {
        let body = body::current();
        let mut letter = body.queue.candidate();
        Ok(letter.as_mut().and_then(|letter| letter.message()).map(|message| {
            body.heap.uncount_outside(message.source().bytes());
            // SAFETY: see above.
            stepped(unsafe { Unpacking::of(message.source()) })
        }))
    });
    if let Some(unpacking) = unpacking {
        let words = unpacking.wait();
        let mut letter = body::current().queue.candidate();
        if let Some(message) = letter.as_mut().and_then(|letter| letter.message()) {
            message.open_with(words);
        }
    }
}

/// The next candidate of the mailbox scan, if there is one now. Never inlined: `mesh_receive_next` pauses and goes on in
/// another thread. The body is looked at anew after what arrived was sorted into it.
#[inline(never)]
fn look() -> Result<Found, Crash> {
    let body = body::current();
    body.queue.pass_retracted();
    // What arrives meanwhile is seen when there is nothing else to look at, and at the end of the turn. Where there is a bound, what is
    // too much goes before anything is looked at.
    if !body.slot.mailbox.is_plain() || body.queue.candidate().is_none() {
        body::notice()?;
    }
    let body = body::current();
    // What was too much may have stood before others.
    body.queue.pass_retracted();
    if let Some(mut letter) = body.queue.candidate() {
        if letter.is_plain() {
            return Ok(Found::Candidate(Received::Message));
        }
        if letter.is_leaf() {
            letter.open_leaf();
            return Ok(Found::Candidate(Received::Message));
        }
        let Some(message) = letter.message() else { return Ok(Found::Candidate(Received::Signal)) };
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
    body.wake_senders();
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
    // It lies in the queue until the scan goes on.
    let letter = body::current().queue.current()?;
    // SAFETY: the letter stays where it is meanwhile, and so does what it holds.
    letter.signal().map(|signal| unsafe { &*std::ptr::from_ref(signal) })
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
