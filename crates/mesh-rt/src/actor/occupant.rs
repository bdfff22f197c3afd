//! Who occupies a slot of the stacks, of those whose stacks are bound to it: one word, which who comes and goes changes in one step.
//! Those who find it taken wait under a lock of the caller's and mark the word; then who leaves takes the lock, too, and hands over.

use crate::sync::{AtomicUsize, Ordering, fence};

/// Somebody waits for the slot: who leaves it takes the lock.
const WANTED: usize = 1;

/// See the module. One of zeros is nobody.
#[derive(Default)]
pub struct Occupant {
    /// Twice the number of the stack that occupies the slot, 0 when none does; and `WANTED`.
    word: AtomicUsize,
    /// Whose that is, or was a moment ago.
    actor: AtomicUsize,
}

impl Occupant {
    /// A stack occupies the slot, if nobody does or it has been handed over to that already.
    pub fn try_occupy(&self, stack: usize, actor: usize) -> bool {
        match self.word.compare_exchange(0, stack << 1, Ordering::AcqRel, Ordering::Acquire) {
            Ok(_) => {
                self.actor.store(actor, Ordering::Relaxed);
                // Who will want the slot sees whose it is, or that is seen here when the actor pauses.
                fence(Ordering::SeqCst);
                true
            }
            Err(word) => word >> 1 == stack,
        }
    }

    /// The stack that occupies the slot leaves it. False when somebody waits: then the caller has to hand it over under the lock.
    pub fn try_leave(&self, stack: usize) -> bool {
        self.word.compare_exchange(stack << 1, 0, Ordering::AcqRel, Ordering::Relaxed).is_ok()
    }

    /// Whether the slot is that stack's at this moment.
    pub fn is(&self, stack: usize) -> bool {
        self.word.load(Ordering::Relaxed) >> 1 == stack
    }

    /// Whether somebody waits.
    #[inline]
    pub fn is_wanted(&self) -> bool {
        self.word.load(Ordering::Relaxed) & WANTED != 0
    }

    /// Somebody is going to wait. Gives the actor that has to leave first, `None` when nobody is there any more. Only under the lock.
    pub fn want(&self) -> Option<usize> {
        let mark = |word| (word != 0).then_some(word | WANTED);
        self.word.fetch_update(Ordering::AcqRel, Ordering::Acquire, mark).ok()?;
        fence(Ordering::SeqCst);
        Some(self.actor.load(Ordering::Relaxed))
    }

    /// Who occupies the slot leaves it to a stack that has waited for it; `more`: and not alone. Only under the lock.
    pub fn hand_over(&self, stack: usize, actor: usize, more: bool) {
        self.actor.store(actor, Ordering::Relaxed);
        self.word.store(stack << 1 | if more { WANTED } else { 0 }, Ordering::Release);
    }

    /// Who occupies the slot leaves it to nobody. Only under the lock, which says that nobody waits.
    pub fn leave(&self) {
        self.word.store(0, Ordering::Release);
    }
}
