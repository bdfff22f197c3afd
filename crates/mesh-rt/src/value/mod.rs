//! The heap of one actor: counted objects, in size-classed pages, dropped whole when the actor ends.
//!
//! Every function here works on the *current* heap of this thread, which the scheduler sets before it resumes an actor.
//! Invariant: an object is only changed while the heap it belongs to is current, or by `Heap::drop`; and only read then, or by
//! `copy::into_heap`, whose caller holds it.

pub mod builder;
pub mod bytes;
mod copies;
pub mod copy;
pub mod describe;
pub mod equal;
pub mod free;
pub mod hash;
mod index;
pub mod keep;
mod keys;
pub mod leaf;
pub mod list;
pub mod page;
pub mod resource;
pub mod short;
pub mod show;
pub mod sort;
pub mod string;
pub mod table;
pub mod words;
pub mod worklist;

use crate::abi::{IMMORTAL, Object, ObjectDesc, ObjectKind, WordKind};
use crate::machine;
pub use page::{Heap, ask_for};

/// What is thrown when a value cannot be made because of its size: a sentence. The actor's crash, not a mistake of the runtime.
pub struct TooLarge(pub String);

/// Unwinds to whoever runs the actor's work.
#[cold]
pub fn too_large(text: String) -> ! {
    refuse(text)
}

/// The same for what cannot be had for another reason.
#[cold]
pub fn refuse(text: String) -> ! {
    std::panic::resume_unwind(Box::new(TooLarge(text)))
}

/// Makes `heap` the one that allocations on this thread go to; gives the one before.
pub fn set_current(heap: *mut Heap) -> *mut Heap {
    let before = current();
    set_current_here(heap);
    before
}

/// The same, when nobody asks for the one before. Generated code reads the same word.
#[inline(always)]
pub fn set_current_here(heap: *mut Heap) {
    machine::set_heap_word(heap);
}

/// The heap of the actor that runs on this thread, which may have changed its thread before.
#[inline(always)]
pub fn current() -> *mut Heap {
    machine::heap_word()
}

/// A fresh object of `bytes` bytes (header included): count 1, tag 0, the rest uninitialised.
#[inline(never)]
pub fn alloc(bytes: usize, desc: *const ObjectDesc) -> *mut Object {
    alloc_here(bytes, desc)
}

/// The same in place.
#[inline(always)]
pub fn alloc_here(bytes: usize, desc: *const ObjectDesc) -> *mut Object {
    // SAFETY: the scheduler set a heap that outlives this call.
    let object = unsafe { (*current()).alloc(bytes) }.cast::<Object>();
    // SAFETY: fresh memory of at least a header.
    unsafe { object.write(Object { count: 1, tag: 0, desc }) };
    object
}

/// A piece of memory that an object of this heap owns (a table's entries).
#[inline(never)]
pub fn alloc_piece(bytes: usize) -> *mut u8 {
    // SAFETY: as for `alloc`.
    unsafe { (*current()).alloc(bytes) }
}

/// Gives a piece back.
#[inline(never)]
pub fn free_piece(piece: *mut u8, bytes: usize) {
    // SAFETY: as for `alloc`; the piece came from `alloc_piece(bytes)`.
    unsafe { (*current()).free(piece, bytes) }
}

/// Gives an object's memory back; what it held must have been released.
#[inline(never)]
pub fn free_memory(object: *mut Object, bytes: usize) {
    free_memory_here(object, bytes);
}

/// The same in place.
#[inline(always)]
pub fn free_memory_here(object: *mut Object, bytes: usize) {
    // SAFETY: as for `alloc`; the object came from there with the same size.
    unsafe { (*current()).free(object.cast(), bytes) }
}

/// True for the address of an object that is counted: not null, not a payload-free variant, not static.
#[inline]
pub fn is_counted(object: *const Object) -> bool {
    // SAFETY: an even non-null word of kind `Ptr` is the address of a live object.
    !object.is_null() && (object as usize) & 1 == 0 && unsafe { (*object).count } & IMMORTAL == 0
}

/// One more reference.
#[inline]
pub fn retain(object: *mut Object) {
    if is_counted(object) {
        // SAFETY: counted objects of the current heap are writable.
        unsafe { (*object).count += 1 }
    }
}

/// One reference less; frees the object, and what it alone held, when it was the last.
#[inline]
pub fn release(object: *mut Object) {
    if is_counted(object) {
        // SAFETY: as for `retain`.
        unsafe {
            (*object).count -= 1;
            if (*object).count == 0 {
                free::free(object);
            }
        }
    }
}

/// Whether the caller holds the only reference: then it may change the object in place.
#[inline]
pub fn is_unique(object: *const Object) -> bool {
    // SAFETY: the caller holds a reference, so the object is alive.
    unsafe { (*object).count == 1 }
}

/// Copies words of a value, of which there is mostly one: that takes no call.
///
/// # Safety
/// Both have so many, and are not the same.
#[inline(always)]
pub unsafe fn copy_words(from: *const u64, into: *mut u64, count: usize) {
    // SAFETY: by contract.
    unsafe {
        if count == 1 {
            *into = *from;
        } else {
            std::ptr::copy_nonoverlapping(from, into, count);
        }
    }
}

/// Retains the counted words among `kinds`.
///
/// # Safety
/// `words` and `kinds` have `count` entries.
pub unsafe fn retain_words(words: *const u64, kinds: *const WordKind, count: usize) {
    for i in 0..count {
        // SAFETY: within the arrays.
        if unsafe { *kinds.add(i) } == WordKind::Ptr {
            retain(unsafe { *words.add(i) } as *mut Object);
        }
    }
}

/// Releases the counted words among `kinds`.
///
/// # Safety
/// `words` and `kinds` have `count` entries.
pub unsafe fn release_words(words: *const u64, kinds: *const WordKind, count: usize) {
    for i in 0..count {
        // SAFETY: within the arrays.
        if unsafe { *kinds.add(i) } == WordKind::Ptr {
            release(unsafe { *words.add(i) } as *mut Object);
        }
    }
}

/// The number of bytes that an object takes, from its descriptor and its own fields.
///
/// # Safety
/// `object` is alive.
pub unsafe fn size_of_object(object: *const Object) -> usize {
    // SAFETY: alive, and its descriptor tells its shape.
    unsafe {
        let desc = &*(*object).desc;
        match desc.kind {
            ObjectKind::Record => 16 + 8 * (*desc.variants.add((*object).tag as usize)).words as usize,
            ObjectKind::Closure => 24 + 8 * (*desc.variants).words as usize,
            ObjectKind::String | ObjectKind::Bytes => string::size(object.cast()),
            ObjectKind::List => list::size(object.cast()),
            ObjectKind::Map | ObjectKind::Set => table::SIZE,
            ObjectKind::Resource => resource::SIZE,
        }
    }
}

/// How many objects of the current heap are alive.
pub fn live_objects() -> u64 {
    // SAFETY: as for `alloc`.
    unsafe { (*current()).live() }
}

#[cfg(test)]
mod laws;

#[cfg(test)]
pub mod tests {
    use super::Heap;

    /// Runs a test with a heap of its own, in which nothing is alive afterwards.
    pub fn with_heap<T>(test: impl FnOnce() -> T) -> T {
        let mut heap = Heap::new();
        let before = super::set_current(&raw mut heap);
        let outcome = test();
        super::set_current(before);
        assert_eq!(heap.live(), 0, "objects are left");
        outcome
    }
}
