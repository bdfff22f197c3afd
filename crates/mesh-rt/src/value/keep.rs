//! Values that never end: those of constants, which all actors read.

use std::mem::ManuallyDrop;

use super::copy::{Packer, Target, copy};
use super::resource::Shareable;
use super::words::Words;
use crate::abi::{IMMORTAL, Object, ValueDesc};

/// Memory that is never given back, for values that never end.
struct Forever(ManuallyDrop<Packer>);

impl Target for Forever {
    const COUNT: u32 = IMMORTAL;
    fn piece(&mut self, bytes: usize) -> *mut u8 {
        self.0.piece(bytes)
    }
    fn resource(&mut self, value: Box<dyn Shareable>) -> *mut Object {
        self.0.resource(value)
    }
}

/// Makes a copy of a value that all actors may share from now on: nobody counts its objects. Its words go to `place`.
///
/// # Safety
/// `words` are those of a live value of the type that `desc` describes, of which every part may be read by several threads;
/// `place` has room for as many, and nobody reads it yet.
pub unsafe fn keep(words: *const u64, desc: *const ValueDesc, place: *mut u64) {
    // SAFETY: by contract.
    unsafe {
        let count = (*desc).words as usize;
        let copied = copy(Words::copy(words, count), (*desc).kinds, Forever(ManuallyDrop::new(Packer::new())));
        std::ptr::copy_nonoverlapping(copied.as_ptr(), place, count);
    }
}
