//! What an actor lets others see of itself while it runs: written by its worker, read by anybody.

use std::sync::atomic::{AtomicI64, AtomicU32, AtomicU64, AtomicUsize, Ordering};

use super::body::{Body, Pause};
use super::runtime::Runtime;
use super::timer::Time;

/// The reductions of a turn that was interrupted at its end, as in Erlang.
const WHOLE_TURN: u64 = 4_000;

const STACK_UNIT: usize = 16;

/// About a millisecond.
const SINCE_UNIT: Time = 1 << 20;

/// See the module.
#[derive(Default)]
pub struct Figures {
    /// Bytes of its heap, as of its last turn.
    pub memory: AtomicUsize,
    /// Its stack in use, as of its last pause, in units of `STACK_UNIT` bytes.
    stack: AtomicU32,
    /// When its last turn was over, in units of `SINCE_UNIT` nanoseconds of the runtime's clock, which may have begun anew.
    since: AtomicU32,
    /// How many messages it has taken out of its inbox, modulo 2^32.
    pub arrived: AtomicU32,
    /// 1 for each turn, more for one that was interrupted at its end.
    pub reductions: AtomicU64,
    /// Whose reply it waits for; 0 for nobody's.
    pub calling: AtomicI64,
    /// Until when it waits for that, in ms of the runtime's clock; 0 for ever.
    pub call_until: AtomicI64,
}

impl Figures {
    /// Those of a new actor.
    pub fn reset(&self) {
        self.memory.store(0, Ordering::Relaxed);
        self.stack.store(0, Ordering::Relaxed);
        self.reductions.store(0, Ordering::Relaxed);
        self.arrived.store(0, Ordering::Relaxed);
        self.calling.store(0, Ordering::Relaxed);
        self.call_until.store(0, Ordering::Relaxed);
    }

    /// A turn is over, at about this time. Called by the actor's worker only.
    #[inline]
    pub fn note_turn(&self, body: &Body, pause: Pause, now: Time) {
        let work = if pause == Pause::Preempted { WHOLE_TURN } else { 1 };
        self.reductions.store(self.reductions.load(Ordering::Relaxed) + work, Ordering::Relaxed);
        self.memory.store(body.heap.bytes(), Ordering::Relaxed);
        let seat = body.seat.as_ref().filter(|_| pause != Pause::Parked);
        let used = seat.map_or(0, |seat| seat.stack.used(seat.paused_at));
        self.stack.store((used / STACK_UNIT) as u32, Ordering::Relaxed);
        self.arrived.store(body.queue.arrived(), Ordering::Relaxed);
        self.note_time(now);
    }

    /// What it does now it does from this time on.
    pub fn note_time(&self, now: Time) {
        self.since.store((now / SINCE_UNIT) as u32, Ordering::Relaxed);
    }

    /// Bytes of its stack in use, as of its last pause.
    pub fn stack(&self) -> usize {
        self.stack.load(Ordering::Relaxed) as usize * STACK_UNIT
    }

    /// How long ago its last turn was over, in nanoseconds; right up to some fifty days.
    pub fn age(&self, now: Time) -> Time {
        let since = self.since.load(Ordering::Relaxed);
        let age = ((now / SINCE_UNIT) as u32).wrapping_sub(since);
        // The clock of its worker may be ahead by a tick.
        if age > u32::MAX - 1000 { 0 } else { Time::from(age) * SINCE_UNIT }
    }
}

/// What is seen of all actors of a runtime at once.
#[derive(Default)]
pub struct Overview {
    pub actors: usize,
    /// Actors that wait for a worker.
    pub queued: usize,
    pub messages: usize,
    pub longest_mailbox: usize,
    pub heap_bytes: usize,
    pub workers: usize,
    pub io_tasks: usize,
    /// How many turns actors have had.
    pub turns: u64,
    /// How often threads of the I/O runtime have waited for the system, and how long they have worked.
    pub io_polls: u64,
    pub io_seconds: f64,
}

impl Overview {
    /// Looks at every actor: not for a thread that others wait for.
    pub fn of(runtime: &'static Runtime) -> Overview {
        let (queued, turns) = runtime.scheduler.work();
        let mut seen = Overview { queued, turns, workers: runtime.settings.workers, ..Overview::default() };
        let io = runtime.io().metrics();
        seen.io_tasks = io.num_alive_tasks();
        for thread in 0..io.num_workers() {
            seen.io_polls += io.worker_park_count(thread);
            seen.io_seconds += io.worker_total_busy_duration(thread).as_secs_f64();
        }
        for (pid, slot) in runtime.slots.used() {
            let waiting = slot.messages(pid);
            seen.actors += 1;
            seen.messages += waiting;
            seen.longest_mailbox = seen.longest_mailbox.max(waiting);
            seen.heap_bytes += slot.figures.memory.load(Ordering::Relaxed);
        }
        seen
    }
}
