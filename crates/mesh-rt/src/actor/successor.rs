//! Who runs next on a worker: the only actor that it woke while its queue was empty. Whoever sends and then waits hands over to its
//! receiver that way, without a queue that others look into, and nobody comes before those who were there earlier. When there is a
//! second one, both lie in the queue.
//!
//! The worker alone puts somebody in. Whoever takes one out has it: the worker itself, or the ticker, when the turn goes on for long.

use crate::sync::{AtomicUsize, Ordering};

/// See the module: the number of an actor, 0 for nobody.
pub struct Successor(AtomicUsize);

impl Successor {
    /// Nobody.
    pub fn nobody() -> Self {
        Successor(AtomicUsize::new(0))
    }

    /// Puts an actor in, unless there is one. Only for the worker.
    #[inline]
    pub fn put(&self, actor: usize) -> bool {
        let is_free = self.0.load(Ordering::Relaxed) == 0;
        if is_free {
            self.0.store(actor, Ordering::Release);
        }
        is_free
    }

    /// Takes out who is there.
    #[inline]
    pub fn take(&self) -> Option<usize> {
        if self.is_nobody() {
            return None;
        }
        let actor = self.0.swap(0, Ordering::Acquire);
        (actor != 0).then_some(actor)
    }

    /// Whether nobody was there a moment ago.
    #[inline]
    pub fn is_nobody(&self) -> bool {
        self.0.load(Ordering::Relaxed) == 0
    }
}
