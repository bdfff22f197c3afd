//! What lies in an actor's heap.

use crate::ObjectDesc;

/// A count with this bit set belongs to a static object and is never changed. As a signed number it is negative.
pub const IMMORTAL: u32 = 1 << 31;

/// The tag of a list that shows elements of another one. So the first word of a list is `OWN` when nobody else holds it and its
/// elements are its own: then it may be changed in place.
pub const SLICE: u32 = 1;

/// The first word of an object, count and tag, when nobody else holds it and its tag is 0.
pub const OWN: u64 = 1;

/// Lists have fewer elements than this.
pub const LONGEST_LIST: u64 = 1 << 47;

/// Bytes of a word of a value: a number, or the address of an object.
pub const WORD_BYTES: u64 = size_of::<u64>() as u64;

/// Where the words of a record begin.
pub const RECORD_WORDS: u64 = size_of::<Object>() as u64;

/// Where the captured words of a closure begin.
pub const CLOSURE_CAPTURES: u64 = size_of::<ClosureObject>() as u64;

shared_struct! {
    /// Every heap object begins with this. Counts are not atomic: an object belongs to one actor.
    pub struct Object / ObjectFields {
        /// Number of references; 1 is unique.
        pub count: u32,
        /// Variant of a sum value, `SLICE` of a list; 0 of everything else.
        pub tag: u32,
        /// What the object is.
        pub desc: *const ObjectDesc,
    }
}

shared_struct! {
    /// A string: its bytes follow.
    pub struct StringObject / StringObjectFields {
        /// The header. Its tag tells how much room there is, of one that may change.
        pub object: Object,
        /// Bytes of text.
        pub len: u64,
    }
}

shared_struct! {
    /// A list: `start` points at the first element, inside this object's own storage or inside `owner`'s.
    pub struct ListObject / ListObjectFields {
        /// The header.
        pub object: Object,
        /// Number of elements.
        pub len: u64,
        /// The first element's first word.
        pub start: *mut u64,
        /// Elements that fit after `start`; 0 for a slice.
        pub capacity: u64,
        /// The list whose elements a slice shows (it holds one count of it), or null.
        pub owner: *mut ListObject,
    }
}

shared_struct! {
    /// A map or a set. Entries and index are pieces of the same heap. Generated code knows nothing of it, but debuggers do.
    pub struct TableObject / TableObjectFields {
        /// The header.
        pub object: Object,
        /// Entries that count.
        pub live: u64,
        /// Entries written, removed ones included.
        pub used: u64,
        /// Entries that fit.
        pub capacity: u64,
        /// Each is `[hash | 1, key words, value words]`; the first word of a removed one is 0.
        pub entries: *mut u64,
        /// Numbers of entries by their hash.
        pub index: *mut u32,
    }
}

shared_struct! {
    /// What generated code knows of an actor's heap, which begins with this. Behind it lie the lists of free pieces: the first for
    /// pieces of `PIECE_STEP` bytes, the next for those of twice as many, and so on up to `LARGEST_PIECE`. Each piece begins with the
    /// address of the next one.
    pub struct HeapHead / HeapHeadFields {
        /// How many pieces are in use.
        pub live: u64,
        /// Free pieces of up to so many bytes lie on the lists; 0 where each goes back to the system.
        pub listed: u64,
    }
}

/// By how much pieces of one list are larger than those of the one before.
pub const PIECE_STEP: u64 = 16;

/// Larger ones are the runtime's own matter.
pub const LARGEST_PIECE: u64 = 128;

shared_struct! {
    /// A closure: captured words follow.
    pub struct ClosureObject / ClosureObjectFields {
        /// The header.
        pub object: Object,
        /// Takes the closure, then its parameters, in LLVM's `tailcc` convention: only generated code can call it.
        pub code: *const u8,
    }
}

/// The odd number that stands where an object's address could, for a variant without payload.
pub const fn payload_free(variant: u32) -> u64 {
    2 * variant as u64 + 1
}

/// The variant that such a number stands for; `None` for an address or null.
pub const fn payload_free_variant(word: u64) -> Option<u32> {
    if word & 1 == 1 { Some((word >> 1) as u32) } else { None }
}
