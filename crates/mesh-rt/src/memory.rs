//! Where all memory of the runtime comes from, that of the heaps too: mimalloc, or the system where a memory checker follows.

use std::alloc::{GlobalAlloc, Layout};
use std::cell::Cell;

#[cfg(not(any(feature = "checked-memory", miri)))]
use plain::Plain as System;
#[cfg(any(feature = "checked-memory", miri))]
use std::alloc::System;

#[global_allocator]
static ALLOCATOR: Allocator = Allocator;

#[cfg(not(any(feature = "checked-memory", miri)))]
mod plain {
    use std::alloc::{GlobalAlloc, Layout};

    use libmimalloc_sys::{mi_malloc, mi_realloc, mi_zalloc};
    use mimalloc::MiMalloc;

    /// mimalloc, asked without an alignment where its own does: with one it takes a longer road for sizes that are no power of
    /// two, and the larger class.
    pub struct Plain;

    /// What `malloc` aligns to on the machines that we build for.
    const OWN: usize = 16;

    fn is_plain(layout: Layout) -> bool {
        layout.align() <= OWN && layout.align() <= layout.size()
    }

    // SAFETY: as for `malloc`: what it gives is aligned to `OWN`, or to the size where that is less; `mi_free` takes both.
    unsafe impl GlobalAlloc for Plain {
        #[inline]
        unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
            // SAFETY: by contract.
            unsafe { if is_plain(layout) { mi_malloc(layout.size()).cast() } else { MiMalloc.alloc(layout) } }
        }
        #[inline]
        unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
            // SAFETY: by contract.
            unsafe { if is_plain(layout) { mi_zalloc(layout.size()).cast() } else { MiMalloc.alloc_zeroed(layout) } }
        }
        #[inline]
        unsafe fn realloc(&self, piece: *mut u8, layout: Layout, bytes: usize) -> *mut u8 {
            // SAFETY: by contract.
            unsafe {
                if is_plain(layout) && layout.align() <= bytes {
                    mi_realloc(piece.cast(), bytes).cast()
                } else {
                    MiMalloc.realloc(piece, layout, bytes)
                }
            }
        }
        #[inline]
        unsafe fn dealloc(&self, piece: *mut u8, layout: Layout) {
            // SAFETY: by contract.
            unsafe { MiMalloc.dealloc(piece, layout) }
        }
    }
}

/// Who does not ask for memory by `fallible` cannot go on without: the program ends with a line that says so.
struct Allocator;

thread_local! {
    static FALLIBLE: Cell<bool> = const { Cell::new(false) };
}

/// Runs what can do without the memory that it asks for, such as `Vec::try_reserve`.
pub fn fallible<T>(work: impl FnOnce() -> T) -> T {
    let before = FALLIBLE.replace(true);
    let outcome = work();
    FALLIBLE.set(before);
    outcome
}

/// Memory, or null.
///
/// # Safety
/// The size is not zero.
pub unsafe fn try_alloc(layout: Layout) -> *mut u8 {
    // SAFETY: by contract.
    unsafe { System.alloc(layout) }
}

/// Gives memory back to the system that this thread has and nobody uses: what others freed comes to light only here. Takes
/// some milliseconds where there is much.
pub fn give_back() {
    #[cfg(not(any(feature = "checked-memory", miri)))]
    // SAFETY: works on this thread's own heap.
    unsafe {
        libmimalloc_sys::mi_collect(true);
    }
}

fn checked(piece: *mut u8, bytes: usize) -> *mut u8 {
    if piece.is_null() && !FALLIBLE.get() {
        crate::end::for_want_of("no memory", &format_args!("{bytes} bytes are not to be had (ulimit -v?)"));
    }
    piece
}

// SAFETY: hands everything on.
unsafe impl GlobalAlloc for Allocator {
    #[inline]
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: by contract.
        checked(unsafe { System.alloc(layout) }, layout.size())
    }
    #[inline]
    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        // SAFETY: by contract.
        checked(unsafe { System.alloc_zeroed(layout) }, layout.size())
    }
    #[inline]
    unsafe fn realloc(&self, piece: *mut u8, layout: Layout, bytes: usize) -> *mut u8 {
        // SAFETY: by contract.
        checked(unsafe { System.realloc(piece, layout, bytes) }, bytes)
    }
    #[inline]
    unsafe fn dealloc(&self, piece: *mut u8, layout: Layout) {
        // SAFETY: by contract.
        unsafe { System.dealloc(piece, layout) }
    }
}
