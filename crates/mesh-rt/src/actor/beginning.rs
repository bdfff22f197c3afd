//! An actor that has nothing but a function to call: what is kept of it until it runs. So begins each actor whose function has
//! captured a few numbers at most, and so one rests that waits at the begin of such a function. It is a piece of memory like that of
//! a letter, which may be filled on one worker and freed on another.

use std::mem::ManuallyDrop;
use std::ptr::NonNull;

use super::slab;
use crate::abi::{ClosureObject, Object, ValueDesc};
use crate::pid::Pid;
use crate::value::{self, leaf};

/// The memory of one; the closure lies behind it.
#[repr(C)]
struct Sheet {
    pid: Pid,
    message: *const ValueDesc,
    /// See `Body::code`.
    code: usize,
    /// The bytes of the closure.
    bytes: u32,
    is_background: bool,
}

const HEAD: usize = size_of::<Sheet>();
/// A closure of at most so many bytes.
const LARGEST: usize = 8 * (2 + slab::WORDS) - HEAD;

/// See the module. Owns its memory.
pub struct Beginning(NonNull<Sheet>);

// SAFETY: it owns what it holds, which are numbers and static places.
unsafe impl Send for Beginning {}

/// What an actor is, beside what it does.
#[derive(Clone, Copy)]
pub struct Traits {
    pub pid: Pid,
    /// The message type, for checked sends and reports.
    pub message: *const ValueDesc,
    /// The code of the function that it began with, if it has one.
    pub code: usize,
    /// Whether it only watches the program, which does not go on for it. So do those that it starts.
    pub is_background: bool,
}

impl Beginning {
    /// One that calls a copy of a `fn() -> ()`; `None` where that holds objects, or much.
    ///
    /// # Safety
    /// A live closure.
    pub unsafe fn new(traits: Traits, closure: *const ClosureObject) -> Option<Beginning> {
        let Traits { pid, message, code, is_background } = traits;
        // SAFETY: by contract; the memory has room for the head and the closure.
        unsafe {
            let bytes = leaf::bytes(closure.cast()).filter(|&bytes| bytes <= LARGEST)?;
            let sheet = slab::alloc(words(bytes)).cast::<Sheet>();
            sheet.write(Sheet { pid, message, code, bytes: bytes as u32, is_background });
            leaf::write(closure.cast(), sheet.add(1).cast::<Object>(), bytes);
            Some(Beginning(NonNull::new_unchecked(sheet)))
        }
    }

    fn sheet(&self) -> &Sheet {
        // SAFETY: its own memory.
        unsafe { self.0.as_ref() }
    }

    /// What the actor is.
    pub fn traits(&self) -> Traits {
        let &Sheet { pid, message, code, is_background, .. } = self.sheet();
        Traits { pid, message, code, is_background }
    }

    /// How much memory it takes.
    pub fn bytes(&self) -> usize {
        HEAD + self.sheet().bytes as usize
    }

    /// The closure, in the current heap: owned.
    pub fn closure(&self) -> *mut ClosureObject {
        let bytes = self.sheet().bytes as usize;
        let copy = value::alloc_piece(bytes).cast::<Object>();
        // SAFETY: so many bytes of a live object, and room for as many.
        unsafe { leaf::write(self.0.as_ptr().add(1).cast(), copy, bytes) };
        copy.cast()
    }

    /// Gives its memory away.
    pub fn into_raw(self) -> *mut () {
        ManuallyDrop::new(self).0.as_ptr().cast()
    }

    /// The one that gave this memory away.
    ///
    /// # Safety
    /// It came from `into_raw`, and is the caller's.
    pub unsafe fn from_raw(memory: *mut ()) -> Beginning {
        // SAFETY: by contract.
        Beginning(unsafe { NonNull::new_unchecked(memory.cast()) })
    }
}

impl Drop for Beginning {
    fn drop(&mut self) {
        let words = words(self.sheet().bytes as usize);
        // SAFETY: its own memory, which nobody uses any more.
        unsafe { slab::free(self.0.as_ptr().cast(), words) }
    }
}

/// How many words of a slab's piece such a closure needs.
fn words(closure: usize) -> usize {
    (HEAD + closure).div_ceil(8) - 2
}
