//! What depends on the processor, and nothing else does: two words of each thread that generated code reads, too, the registers that
//! frames are found by, a clock, and where an actor's code begins. A file for each architecture.
//!
//! An actor may go on in another thread behind any call. So a word is found and read, or written, by instructions that stand together: no
//! address of one is ever kept, but by those who look after a thread from another one.

#[cfg_attr(target_arch = "x86_64", path = "x86_64.rs")]
#[cfg_attr(target_arch = "aarch64", path = "aarch64.rs")]
mod here;

pub use here::{Cache, LARGEST_PAGE, Registers, Unwinder, limit_word_address, set_limit_word, stack_pointer, ticks};

#[cfg(not(miri))]
pub use here::{heap_word, limit_word, set_heap_word};

/// An interpreter has no instructions; its actors have no turns.
#[cfg(miri)]
mod in_miri {
    use std::cell::Cell;

    thread_local! {
        static HEAP: Cell<*mut ()> = const { Cell::new(std::ptr::null_mut()) };
    }

    pub fn set_heap_word<T>(heap: *mut T) {
        HEAP.with(|word| word.set(heap.cast()));
    }

    pub fn heap_word<T>() -> *mut T {
        HEAP.with(Cell::get).cast()
    }

    pub fn limit_word() -> usize {
        0
    }
}
#[cfg(miri)]
pub use in_miri::{heap_word, limit_word, set_heap_word};

#[cfg(not(miri))]
unsafe extern "C" {
    /// Calls `code` with a closure, in a frame of its own; a function that returns to `mesh_actor_begun` was called by it.
    pub fn mesh_begin_actor(closure: *mut crate::abi::ClosureObject, code: *const u8);
    pub static mesh_actor_begun: u8;
}
