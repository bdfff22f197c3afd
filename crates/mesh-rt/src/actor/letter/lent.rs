//! A letter that is looked at where it lies, while somebody else owns it.

use std::marker::PhantomData;
use std::mem::ManuallyDrop;
use std::ops::{Deref, DerefMut};

use super::Letter;
use crate::actor::inbox::Link;

/// A letter of somebody else's.
pub struct Lent<'a>(ManuallyDrop<Letter>, PhantomData<&'a mut Letter>);

impl Deref for Lent<'_> {
    type Target = Letter;
    #[inline]
    fn deref(&self) -> &Letter {
        &self.0
    }
}

impl DerefMut for Lent<'_> {
    #[inline]
    fn deref_mut(&mut self) -> &mut Letter {
        &mut self.0
    }
}

impl Letter {
    /// The letter that a link belongs to, as long as its owner leaves it alone.
    ///
    /// # Safety
    /// A letter's link. Nobody else looks at the letter as long as it is lent.
    #[inline]
    pub unsafe fn lend<'a>(link: *mut Link) -> Lent<'a> {
        // SAFETY: by contract.
        Lent(ManuallyDrop::new(unsafe { Letter::from_link(link) }), PhantomData)
    }
}
