//! Walks over values by their descriptors: freeing, equality, hashing.

use std::hash::{BuildHasher, Hasher};
use std::sync::OnceLock;

use smallvec::SmallVec;

use super::{free_memory, is_counted, resource, size_of_object, string};
use crate::abi::{ClosureObject, Object, ObjectKind, ValueDesc, VariantDesc, WordKind};
use crate::value::{list, table};

/// Objects that are to be freed; few objects hold more.
type Pending = SmallVec<[*mut Object; 16]>;

/// Frees an object whose count is zero, and everything that only it held. Iterative: depth costs no stack.
///
/// # Safety
/// `object` belongs to the current heap and has no references.
pub unsafe fn free(mut object: *mut Object) {
    let mut pending = Pending::new();
    let heap = super::current();
    loop {
        // SAFETY: only objects without references get here.
        let next = unsafe {
            if (*(*object).desc).kind == ObjectKind::Record {
                free_record(object, &mut *heap, &mut pending)
            } else {
                free_other(object, &mut pending);
                None
            }
        };
        match next.or_else(|| pending.pop()) {
            Some(next) => object = next,
            None => return,
        }
    }
}

/// The common case: a tuple, struct or sum value. Gives one of what it alone held; the others are pending.
///
/// # Safety
/// As for `free`.
#[inline]
unsafe fn free_record(object: *mut Object, heap: &mut super::Heap, pending: &mut Pending) -> Option<*mut Object> {
    // SAFETY: the descriptor tells the truth about the object.
    unsafe {
        let variant = &*(*(*object).desc).variants.add((*object).tag as usize);
        let words = variant.words as usize;
        let mut next = None;
        let (mut left, mut i) = (variant.pointers, 0);
        while left > 0 {
            let (kind, child) = (*variant.kinds.add(i), *object.cast::<*mut Object>().add(2 + i));
            i += 1;
            if kind != WordKind::Ptr {
                continue;
            }
            left -= 1;
            if is_counted(child) {
                (*child).count -= 1;
                if (*child).count == 0
                    && let Some(other) = next.replace(child)
                {
                    pending.push(other);
                }
            }
        }
        heap.free(object.cast(), 16 + 8 * words);
        next
    }
}

/// Drops a word of an object that is being freed; queues what has no references left.
fn drop_word(word: u64, pending: &mut Pending) {
    let object = word as *mut Object;
    if is_counted(object) {
        // SAFETY: counted and alive.
        unsafe {
            (*object).count -= 1;
            if (*object).count == 0 {
                pending.push(object);
            }
        }
    }
}

/// # Safety
/// `words` and `kinds` have `count` entries.
unsafe fn drop_words(words: *const u64, kinds: *const WordKind, count: usize, pending: &mut Pending) {
    for i in 0..count {
        // SAFETY: by contract.
        unsafe {
            if *kinds.add(i) == WordKind::Ptr {
                drop_word(*words.add(i), pending);
            }
        }
    }
}

/// # Safety
/// As for `free`.
unsafe fn free_other(object: *mut Object, pending: &mut Pending) {
    // SAFETY: the descriptor tells the truth about the object.
    unsafe {
        let desc = &*(*object).desc;
        match desc.kind {
            ObjectKind::Record => unreachable!("freed by `free_record`"),
            ObjectKind::Closure => {
                let variant = &*desc.variants;
                drop_words(object.cast::<u64>().add(3), variant.kinds, variant.words as usize, pending);
            }
            ObjectKind::String => {}
            ObjectKind::List => {
                let list = object.cast();
                if let Some(owner) = list::owner(list) {
                    drop_word(owner as u64, pending);
                } else if list::has_objects(list) {
                    list::objects(list).for_each(|item| drop_word(item as u64, pending));
                } else if list::has_pointers(list) {
                    list::each_word(list, |words, kinds, count| drop_words(words, kinds, count, pending));
                }
            }
            ObjectKind::Map | ObjectKind::Set => {
                table::each_word(object.cast(), |words, kinds, count| drop_words(words, kinds, count, pending));
                table::free_storage(object.cast());
            }
            ObjectKind::Resource => return resource::free(object),
        }
        let bytes = size_of_object(object);
        free_memory(object, bytes);
    }
}

/// The word kinds of a closure's captures, from its descriptor.
///
/// # Safety
/// `closure` is alive.
pub unsafe fn captures(closure: *const ClosureObject) -> &'static VariantDesc {
    // SAFETY: closures have exactly one variant.
    unsafe { &*(*(*closure).object.desc).variants }
}

/// Whether two values of one type are equal by structure.
///
/// # Safety
/// Both point at the words of live values of the type that `desc` describes.
pub unsafe fn equal(left: *const u64, right: *const u64, desc: *const ValueDesc) -> bool {
    // SAFETY: by contract.
    unsafe {
        let desc = &*desc;
        (0..desc.words as usize).all(|i| equal_words(*left.add(i), *right.add(i), *desc.kinds.add(i)))
    }
}

unsafe fn equal_words(left: u64, right: u64, kind: WordKind) -> bool {
    match kind {
        WordKind::Raw => left == right,
        WordKind::Float => f64::from_bits(left) == f64::from_bits(right),
        // SAFETY: words of kind `Ptr` are objects, or null or odd.
        WordKind::Ptr => unsafe { equal_objects(left as *const Object, right as *const Object) },
    }
}

/// # Safety
/// Both are words of kind `Ptr` of live values of one type.
pub unsafe fn equal_objects(left: *const Object, right: *const Object) -> bool {
    if left == right {
        return true;
    }
    let no_object = |object: *const Object| object.is_null() || (object as usize) & 1 == 1;
    if no_object(left) || no_object(right) {
        return false;
    }
    // SAFETY: both are objects of one type.
    unsafe {
        let desc = &*(*left).desc;
        match desc.kind {
            ObjectKind::Record => {
                let variant = &*desc.variants.add((*left).tag as usize);
                (*left).tag == (*right).tag
                    && (0..variant.words as usize).all(|i| {
                        let at = i + 2;
                        equal_words(*left.cast::<u64>().add(at), *right.cast::<u64>().add(at), *variant.kinds.add(i))
                    })
            }
            ObjectKind::String => string::as_bytes(left.cast()) == string::as_bytes(right.cast()),
            ObjectKind::List => list::equal(left.cast(), right.cast()),
            ObjectKind::Map | ObjectKind::Set => table::equal(left.cast(), right.cast()),
            ObjectKind::Closure | ObjectKind::Resource => false,
        }
    }
}

/// The hash of a value by structure, with a seed of this process.
///
/// # Safety
/// `words` points at the words of a live value of the type that `desc` describes.
pub unsafe fn hash(words: *const u64, desc: *const ValueDesc) -> u64 {
    let mut hasher = seed().build_hasher();
    // SAFETY: by contract.
    unsafe {
        let desc = &*desc;
        for i in 0..desc.words as usize {
            hash_word(*words.add(i), *desc.kinds.add(i), &mut hasher);
        }
    }
    hasher.finish()
}

/// The same number as `hash` gives for one word that is no pointer and no float.
pub fn hash_raw(word: u64) -> u64 {
    let mut hasher = seed().build_hasher();
    hasher.write_u64(word);
    hasher.finish()
}

/// One number for a text, with the same seed.
pub fn hash_bytes(bytes: &[u8]) -> u64 {
    let mut hasher = seed().build_hasher();
    hasher.write(bytes);
    hasher.finish()
}

fn seed() -> &'static foldhash::quality::RandomState {
    static SEED: OnceLock<foldhash::quality::RandomState> = OnceLock::new();
    SEED.get_or_init(Default::default)
}

unsafe fn hash_word(word: u64, kind: WordKind, hasher: &mut impl Hasher) {
    match kind {
        WordKind::Raw => hasher.write_u64(word),
        // 0.0 and -0.0 are equal, so they need equal hashes.
        WordKind::Float => hasher.write_u64(if f64::from_bits(word) == 0.0 { 0 } else { word }),
        // SAFETY: words of kind `Ptr` are objects, or null or odd.
        WordKind::Ptr => unsafe { hash_object(word as *const Object, hasher) },
    }
}

unsafe fn hash_object(object: *const Object, hasher: &mut impl Hasher) {
    if object.is_null() || (object as usize) & 1 == 1 {
        return hasher.write_u64(object as u64);
    }
    // SAFETY: a live object with a true descriptor.
    unsafe {
        let desc = &*(*object).desc;
        match desc.kind {
            ObjectKind::Record => {
                hasher.write_u32((*object).tag);
                let variant = &*desc.variants.add((*object).tag as usize);
                for i in 0..variant.words as usize {
                    hash_word(*object.cast::<u64>().add(i + 2), *variant.kinds.add(i), hasher);
                }
            }
            ObjectKind::String => hasher.write(string::as_bytes(object.cast())),
            ObjectKind::List => {
                hasher.write_u64((*object.cast::<crate::abi::ListObject>()).len);
                list::each_word(object.cast(), |words, kinds, count| {
                    for i in 0..count {
                        hash_word(*words.add(i), *kinds.add(i), hasher);
                    }
                });
            }
            // Equal maps may have another order: only what does not depend on it.
            ObjectKind::Map | ObjectKind::Set => hasher.write_u64(table::len(object.cast()) as u64),
            ObjectKind::Closure | ObjectKind::Resource => hasher.write_u64(object as u64),
        }
    }
}
