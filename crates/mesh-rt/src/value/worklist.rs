//! A stack of what is still to be done in a walk over a value: in place of recursion, so that no value is too deep.

use smallvec::SmallVec;

use super::page;
use crate::memory;

/// The size depends on the program's values, so memory for it may be lacking: then `TooLarge` is thrown.
pub struct Worklist<T, const INLINE: usize = 8>(SmallVec<[T; INLINE]>)
where
    [T; INLINE]: smallvec::Array<Item = T>;

impl<T, const INLINE: usize> Worklist<T, INLINE>
where
    [T; INLINE]: smallvec::Array<Item = T>,
{
    /// Nothing to do.
    #[inline]
    pub fn new() -> Self {
        Worklist(SmallVec::new())
    }

    /// Adds what comes next.
    #[inline]
    pub fn push(&mut self, entry: T) {
        let len = self.0.len();
        if len == self.0.capacity() {
            self.grow();
        }
        // SAFETY: there is room for one more.
        unsafe {
            self.0.as_mut_ptr().add(len).write(entry);
            self.0.set_len(len + 1);
        }
    }

    #[cold]
    fn grow(&mut self) {
        let entries = self.0.capacity() * 2;
        let bytes = entries.saturating_mul(size_of::<T>());
        let is_large = bytes >= memory::LARGE;
        if is_large && !memory::is_to_be_had(bytes) || memory::fallible(|| self.0.try_grow(entries)).is_err() {
            page::out_of_memory(bytes);
        }
    }

    /// Takes what comes next.
    #[inline]
    pub fn pop(&mut self) -> Option<T> {
        self.0.pop()
    }

    /// What comes next, to change it.
    #[inline]
    pub fn last_mut(&mut self) -> Option<&mut T> {
        self.0.last_mut()
    }
}

impl<T, const INLINE: usize> Default for Worklist<T, INLINE>
where
    [T; INLINE]: smallvec::Array<Item = T>,
{
    fn default() -> Self {
        Self::new()
    }
}
