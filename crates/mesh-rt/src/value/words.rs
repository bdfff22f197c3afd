//! The words of one value.

use std::ops::{Deref, DerefMut};

/// So many words lie in place: few values have more.
const FEW: usize = 3;

/// See the module.
#[derive(Clone)]
pub enum Words {
    Few(u8, [u64; FEW]),
    Many(Box<[u64]>),
}

impl Words {
    /// No words.
    #[inline]
    pub const fn none() -> Words {
        Words::Few(0, [0; FEW])
    }

    /// A copy of so many words.
    ///
    /// # Safety
    /// `words` has `count` entries.
    #[inline]
    pub unsafe fn copy(words: *const u64, count: usize) -> Words {
        // One by one: a loop would become a call.
        // SAFETY: by contract.
        let few = unsafe {
            match count {
                0 => [0; FEW],
                1 => [*words, 0, 0],
                2 => [*words, *words.add(1), 0],
                FEW => [*words, *words.add(1), *words.add(2)],
                _ => return Words::Many(std::slice::from_raw_parts(words, count).into()),
            }
        };
        Words::Few(count as u8, few)
    }
}

impl Deref for Words {
    type Target = [u64];
    #[inline]
    fn deref(&self) -> &[u64] {
        match self {
            Words::Few(count, few) => &few[..usize::from(*count).min(FEW)],
            Words::Many(many) => many,
        }
    }
}

impl DerefMut for Words {
    #[inline]
    fn deref_mut(&mut self) -> &mut [u64] {
        match self {
            Words::Few(count, few) => &mut few[..usize::from(*count).min(FEW)],
            Words::Many(many) => many,
        }
    }
}
