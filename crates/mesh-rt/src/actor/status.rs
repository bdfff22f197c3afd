//! Who may touch an actor's body: one word, changed by those who wake the actor and by the worker that runs it.

use crate::sync::{AtomicU32, Ordering};

/// Nobody: the actor waits.
const IDLE: u32 = 0;
/// It lies in exactly one run queue; whoever takes it out may.
const QUEUED: u32 = 1;
/// One worker has it.
const RUNNING: u32 = 2;
/// The same, and something arrived meanwhile: it is queued again instead of becoming idle.
const NOTIFIED: u32 = 3;

/// See the module.
///
/// Every change both acquires and releases, also one that writes the value that is there: so the worker that next changes
/// the word sees what was pushed before, and no wake-up is lost.
pub struct Status(AtomicU32);

impl Status {
    /// Of a slot without an actor.
    pub fn new() -> Self {
        Status(AtomicU32::new(IDLE))
    }

    /// Makes it that of an actor which its maker is going to queue; a late wake-up of the slot's last actor does not.
    pub fn renew(&self) {
        self.0.store(QUEUED, Ordering::Release);
    }

    /// Whether the actor waits at this moment.
    pub fn waits(&self) -> bool {
        self.0.load(Ordering::Acquire) == IDLE
    }

    /// Something arrived. True when the actor waited: then the caller has to queue it.
    pub fn wake(&self) -> bool {
        let mut status = self.0.load(Ordering::Relaxed);
        loop {
            let next = match status {
                IDLE => QUEUED,
                RUNNING => NOTIFIED,
                same => same,
            };
            match self.0.compare_exchange(status, next, Ordering::AcqRel, Ordering::Relaxed) {
                Ok(before) => return before == IDLE,
                Err(now) => status = now,
            }
        }
    }

    /// A worker took the actor out of a queue and runs it.
    pub fn run(&self) {
        self.0.swap(RUNNING, Ordering::AcqRel);
    }

    /// Takes the actor while it waits, for as long as something is done to it. False when it does not wait.
    pub fn try_run(&self) -> bool {
        self.0.compare_exchange(IDLE, RUNNING, Ordering::AcqRel, Ordering::Relaxed).is_ok()
    }

    /// Its worker is going to queue it again.
    pub fn requeue(&self) {
        self.0.swap(QUEUED, Ordering::AcqRel);
    }

    /// It waits from now on. False when something arrived meanwhile: then its worker has to queue it again.
    pub fn rest(&self) -> bool {
        let idle = self.0.compare_exchange(RUNNING, IDLE, Ordering::AcqRel, Ordering::Acquire).is_ok();
        if !idle {
            self.requeue();
        }
        idle
    }
}
