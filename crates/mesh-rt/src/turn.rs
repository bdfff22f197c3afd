//! How long the turn of the running actor still lasts, for work that takes long: walks over large values, long texts.

use crate::machine;

/// So much work lies between two looks at the thread's word: some ten microseconds.
const STRIDE: usize = 1024;

/// So many bytes that are only copied, compared or searched are one unit of work.
const BYTES: usize = 64;

/// Counts work, and tells when the turn is over. A unit is about what visiting one element takes.
pub struct Turn {
    /// Work until the next look.
    left: usize,
    is_over: fn() -> bool,
}

impl Turn {
    /// The turn of the actor that runs on this thread.
    #[inline]
    pub fn current() -> Turn {
        Turn { left: STRIDE, is_over: is_over_here }
    }

    /// One that lasts until the work is done.
    pub fn endless() -> Turn {
        Turn { left: usize::MAX, is_over: || false }
    }

    /// One that lasts for so much work, for tests.
    #[cfg(test)]
    pub fn of(units: usize) -> Turn {
        Turn { left: units, is_over: || true }
    }

    /// Counts work that was done or is about to be; true when the turn is over.
    #[inline]
    pub fn spend(&mut self, units: usize) -> bool {
        self.left = self.left.saturating_sub(units);
        self.left == 0 && self.look()
    }

    /// The same for bytes that are copied, compared or searched.
    #[inline]
    pub fn spend_bytes(&mut self, bytes: usize) -> bool {
        self.spend(bytes / BYTES + 1)
    }

    #[cold]
    fn look(&mut self) -> bool {
        if (self.is_over)() {
            return true;
        }
        self.left = STRIDE;
        false
    }
}

/// Work on values of any size, done in steps: between two of them its actor may pause, or end. What it owns is dropped with it.
pub trait Steps {
    type Output;
    /// Goes on until the work is done, or the turn is over.
    fn step(&mut self, turn: &mut Turn) -> Option<Self::Output>;

    /// Does all of it at once.
    fn finish(mut self) -> Self::Output
    where
        Self: Sized,
    {
        loop {
            if let Some(output) = self.step(&mut Turn::endless()) {
                return output;
            }
        }
    }
}

/// The ticker overwrites the stack limit of a thread whose actor has had its turn. Never inlined: the caller may go on in another
/// thread later.
#[inline(never)]
fn is_over_here() -> bool {
    machine::limit_word() == usize::MAX
}
