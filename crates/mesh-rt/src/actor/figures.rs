//! What an actor lets others see of itself while it runs: written by its worker, read by anybody.

use std::sync::atomic::{AtomicI64, AtomicU64, AtomicUsize, Ordering};

use super::body::{Body, Pause};

/// The reductions of a turn that was interrupted at its end, as in Erlang.
const WHOLE_TURN: u64 = 4_000;

/// See the module.
#[derive(Default)]
pub struct Figures {
    /// Bytes of its heap, as of its last turn.
    pub memory: AtomicUsize,
    /// Bytes of its stack in use, as of its last pause.
    pub stack: AtomicUsize,
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
        self.calling.store(0, Ordering::Relaxed);
        self.call_until.store(0, Ordering::Relaxed);
    }

    /// A turn is over. Called by the actor's worker only.
    pub fn note_turn(&self, body: &Body, pause: Pause) {
        let work = if pause == Pause::Preempted { WHOLE_TURN } else { 1 };
        self.reductions.store(self.reductions.load(Ordering::Relaxed) + work, Ordering::Relaxed);
        self.memory.store(body.heap.bytes(), Ordering::Relaxed);
        let used = body.stack.map_or(0, |place| place.used(body.paused_at));
        self.stack.store(used, Ordering::Relaxed);
    }
}
