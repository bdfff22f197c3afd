//! The last of the address space, where that is limited (see `reserve`): the actor for which it is taken again and again crashes,
//! before it is used up and the program has to end.

use std::sync::atomic::{AtomicI64, Ordering};

use super::{body, worker};
use crate::machine;
use crate::pid::Pid;
use crate::reason::Crash;
use crate::reserve;

/// For whom something was taken last.
static LAST: AtomicI64 = AtomicI64::new(0);
/// Who has to end, and does not know it yet; and whom of those the ticker still has to wake.
static TAKER: AtomicI64 = AtomicI64::new(0);
static SLEEPER: AtomicI64 = AtomicI64::new(0);

/// From now on takers are noted.
pub fn watch() {
    reserve::when_taken(|is_low| {
        if let Some(body) = body::running() {
            note(body.pid, is_low);
        }
    });
}

/// One that takes twice in a row lets something grow; the others are spared as long as possible.
fn note(pid: Pid, is_low: bool) {
    let again = LAST.swap(pid.0, Ordering::Relaxed) == pid.0;
    if again || is_low {
        TAKER.store(pid.0, Ordering::Relaxed);
        SLEEPER.store(pid.0, Ordering::Relaxed);
        // It sees it before it goes on for long; no lock is taken here, for the allocator was called from anywhere.
        machine::set_limit_word(usize::MAX);
    }
}

/// The crash of this actor, if it is the one.
#[inline]
pub fn crash_of(pid: Pid) -> Option<Crash> {
    if TAKER.load(Ordering::Relaxed) == pid.0 { take(pid) } else { None }
}

#[cold]
fn take(pid: Pid) -> Option<Crash> {
    let is_taker = TAKER.compare_exchange(pid.0, 0, Ordering::Relaxed, Ordering::Relaxed).is_ok();
    is_taker.then(|| "out of memory: hardly any address space is left (ulimit -v)".into())
}

/// Wakes the one that waits.
pub fn wake_taker() {
    if SLEEPER.load(Ordering::Relaxed) != 0 {
        worker::wake(Pid(SLEEPER.swap(0, Ordering::Relaxed)));
    }
}
