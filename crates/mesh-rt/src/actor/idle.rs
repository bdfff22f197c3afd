//! Who sleeps, and whether anything can still happen by itself.

use crate::sync::{AtomicUsize, Ordering, fence};

/// Counts of the workers that sleep, and of what goes on outside them: I/O and timers, which may wake actors.
pub struct Idle {
    workers: usize,
    asleep: AtomicUsize,
    /// How often a worker woke up, or was helped: changes before anything is taken from a queue.
    wakings: AtomicUsize,
    outside: AtomicUsize,
}

impl Idle {
    pub fn new(workers: usize) -> Self {
        let none = || AtomicUsize::new(0);
        Idle { workers, asleep: none(), wakings: none(), outside: none() }
    }

    /// A worker found nothing and lies down; it must look at the queues once more. True when all have.
    pub fn lie_down(&self) -> bool {
        let all = self.asleep.fetch_add(1, Ordering::SeqCst) + 1 == self.workers;
        fence(Ordering::SeqCst);
        all && self.outside.load(Ordering::SeqCst) == 0
    }

    /// It gets up. In this order: who sees the waking does not count the worker among those asleep any more.
    pub fn get_up(&self) {
        self.asleep.fetch_sub(1, Ordering::SeqCst);
        self.wakings.fetch_add(1, Ordering::SeqCst);
    }

    /// Whether somebody sleeps who could run what the caller has just queued.
    pub fn anyone_asleep(&self) -> bool {
        // Before the look: a worker counts itself before its last look at the queues.
        fence(Ordering::SeqCst);
        self.asleep.load(Ordering::SeqCst) > 0
    }

    /// How many sleep, about.
    pub fn asleep(&self) -> usize {
        self.asleep.load(Ordering::Relaxed)
    }

    /// Whether no worker is up. Steady only while none can lie down or get up.
    pub fn all_asleep(&self) -> bool {
        self.asleep.load(Ordering::SeqCst) == self.workers
    }

    /// Something goes on outside the workers.
    pub fn begin_outside(&self) {
        self.outside.fetch_add(1, Ordering::SeqCst);
    }

    /// The same where it is going to take actors from queues: like a worker that wakes up.
    pub fn begin_help(&self) {
        self.begin_outside();
        self.wakings.fetch_add(1, Ordering::SeqCst);
    }

    /// It has queued whom it had to wake, and is over. True when it was the last.
    pub fn end_outside(&self) -> bool {
        self.outside.fetch_sub(1, Ordering::SeqCst) == 1
    }

    /// Whether nothing will ever happen again by itself: all workers sleep, nobody is queued, nothing goes on outside.
    ///
    /// While no worker takes anything, only what goes on outside can queue an actor or begin something new; so when the
    /// workers slept from the first look to the last, the looks in between hold together.
    pub fn is_quiet(&self, nobody_queued: impl Fn() -> bool) -> bool {
        // Written, not only read: so each look has its place in the order of changes, and sees the latest.
        let latest = |count: &AtomicUsize| count.fetch_add(0, Ordering::SeqCst);
        let all_sleep = || latest(&self.asleep) == self.workers;
        let wakings = latest(&self.wakings);
        all_sleep() && latest(&self.outside) == 0 && nobody_queued() && all_sleep() && latest(&self.wakings) == wakings
    }
}
