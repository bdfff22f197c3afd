//! Freeing objects, and everything that only they held, without recursion.

use super::worklist::Worklist;
use super::{Heap, free_memory, free_memory_here, is_counted, list, release, resource, size_of_object, string, table};
use crate::abi::{ListObject, Object, ObjectKind, WordKind};
use crate::turn::{Steps, Turn};

/// Objects without references; few objects hold more.
type Pending = Worklist<*mut Object, 16>;

/// So many elements of a container are let go in one go.
const PORTION: usize = 512;
/// After so many objects the turn is looked at.
const LOOK: usize = 64;

/// Frees an object whose count is zero, with all that only it held.
///
/// # Safety
/// `object` belongs to the current heap and has no references.
pub unsafe fn free(object: *mut Object) {
    // SAFETY: by contract.
    if let Some(dying) = unsafe { begin(object, &mut Turn::endless()) } {
        dying.finish();
    }
}

/// The same as far as a turn lasts: gives what is left.
///
/// # Safety
/// As for `free`.
#[inline]
pub unsafe fn begin(object: *mut Object, turn: &mut Turn) -> Option<Dying> {
    // SAFETY: by contract.
    if unsafe { free_leaf(object) } { None } else { unsafe { begin_deep(object, turn) } }
}

/// Frees an object that holds no others, if it is one: a text, or a record, closure or list of numbers. The most frequent case.
///
/// # Safety
/// As for `free`.
#[inline]
unsafe fn free_leaf(object: *mut Object) -> bool {
    // SAFETY: the descriptor tells the truth about the object.
    unsafe {
        let desc = &*(*object).desc;
        let bytes = match desc.kind {
            ObjectKind::String | ObjectKind::Bytes => string::size(object.cast()),
            ObjectKind::Record => {
                let variant = &*desc.variants.add((*object).tag as usize);
                if variant.pointers > 0 {
                    return false;
                }
                16 + 8 * variant.words as usize
            }
            ObjectKind::Closure => {
                let variant = &*desc.variants;
                if variant.pointers > 0 {
                    return false;
                }
                24 + 8 * variant.words as usize
            }
            ObjectKind::List => {
                let list = object.cast::<ListObject>();
                if list::owner(list).is_some() || list::has_pointers(list) {
                    return false;
                }
                list::size(list)
            }
            _ => return false,
        };
        free_memory(object, bytes);
    }
    true
}

/// Frees a text or a list of numbers.
///
/// # Safety
/// As for `free`; it is one.
#[inline]
pub unsafe fn leaf(object: *mut Object) {
    // SAFETY: by contract; a slice holds one count of the list that it is a part of, which is no slice.
    unsafe {
        if (*(*object).desc).kind != ObjectKind::List {
            return free_memory_here(object, string::size(object.cast()));
        }
        let list = object.cast::<ListObject>();
        let (owner, bytes) = ((*list).owner, list::size(list));
        free_memory_here(object, bytes);
        release(owner.cast());
    }
}

/// # Safety
/// As for `free`.
#[inline(never)]
unsafe fn begin_deep(object: *mut Object, turn: &mut Turn) -> Option<Dying> {
    let mut pending = Pending::new();
    // SAFETY: by contract.
    let is_done = unsafe { go_on(object, &mut pending, turn) };
    (!is_done).then_some(Dying { pending })
}

/// Objects that are still to be freed; they belong to the current heap.
pub struct Dying {
    pending: Pending,
}

impl Dying {
    /// Nothing so far.
    pub fn none() -> Self {
        Dying { pending: Pending::new() }
    }

    /// Gives up a reference: null, or an object of the current heap.
    pub fn add(&mut self, object: *mut Object) {
        drop_word(object as u64, super::current(), &mut self.pending);
    }
}

impl Steps for Dying {
    type Output = ();
    fn step(&mut self, turn: &mut Turn) -> Option<()> {
        let Some(object) = self.pending.pop() else { return Some(()) };
        // SAFETY: only objects without references are pending.
        unsafe { go_on(object, &mut self.pending, turn) }.then_some(())
    }
}

/// Frees an object and what is pending; false when the turn is over before.
///
/// # Safety
/// As for `free`, and so for all that is pending.
unsafe fn go_on(mut object: *mut Object, pending: &mut Pending, turn: &mut Turn) -> bool {
    let heap = super::current();
    loop {
        for _ in 0..LOOK {
            // SAFETY: only objects without references get here.
            let next = unsafe {
                match (*(*object).desc).kind {
                    ObjectKind::Record => free_record(object, &mut *heap, pending),
                    _ if free_text(object, &mut *heap) => None,
                    _ => {
                        free_other(object, heap, pending, turn);
                        None
                    }
                }
            };
            match next.or_else(|| pending.pop()) {
                Some(next) => object = next,
                None => return true,
            }
        }
        if turn.spend(LOOK) {
            pending.push(object);
            return false;
        }
    }
}

/// The common case: a tuple, struct or sum value. Gives one of what it alone held; the others are pending.
///
/// # Safety
/// As for `free`.
#[inline]
unsafe fn free_record(object: *mut Object, heap: &mut Heap, pending: &mut Pending) -> Option<*mut Object> {
    // SAFETY: the descriptor tells the truth about the object.
    unsafe {
        let variant = &*(*(*object).desc).variants.add((*object).tag as usize);
        let words = variant.words as usize;
        let mut next = None;
        let (mut left, mut i) = (variant.pointers, 0);
        while left > 0 {
            // Objects hold addresses as numbers, and so they are read.
            let (kind, child) = (*variant.kinds.add(i), *object.cast::<u64>().add(2 + i) as *mut Object);
            i += 1;
            if kind != WordKind::Ptr {
                continue;
            }
            left -= 1;
            if is_counted(child) {
                (*child).count -= 1;
                if (*child).count == 0
                    && !free_text(child, heap)
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

/// Frees an object without references, if it is a text.
///
/// # Safety
/// As for `free`.
#[inline]
unsafe fn free_text(object: *mut Object, heap: &mut Heap) -> bool {
    // SAFETY: the descriptor tells the truth about the object.
    unsafe {
        let is_text = matches!((*(*object).desc).kind, ObjectKind::String | ObjectKind::Bytes);
        if is_text {
            heap.free(object.cast(), string::size(object.cast()));
        }
        is_text
    }
}

/// Drops a word of an object that is being freed; queues what has no references left, but for texts. `heap` is the current one.
#[inline]
fn drop_word(word: u64, heap: *mut Heap, pending: &mut Pending) {
    let object = word as *mut Object;
    if is_counted(object) {
        // SAFETY: counted and alive, in the current heap.
        unsafe {
            (*object).count -= 1;
            if (*object).count == 0 && !free_text(object, &mut *heap) {
                pending.push(object);
            }
        }
    }
}

/// # Safety
/// `words` and `kinds` have `count` entries; as for `drop_word`.
unsafe fn drop_words(words: *const u64, kinds: *const WordKind, count: usize, heap: *mut Heap, pending: &mut Pending) {
    for i in 0..count {
        // SAFETY: by contract.
        unsafe {
            if *kinds.add(i) == WordKind::Ptr {
                drop_word(*words.add(i), heap, pending);
            }
        }
    }
}

/// Frees a container that has few elements left; otherwise lets the last of them go, and leaves it pending below them.
///
/// # Safety
/// As for `free`.
unsafe fn free_other(object: *mut Object, heap: *mut Heap, pending: &mut Pending, turn: &mut Turn) {
    // SAFETY: the descriptor tells the truth about the object.
    unsafe {
        let desc = &*(*object).desc;
        match desc.kind {
            ObjectKind::Record | ObjectKind::String | ObjectKind::Bytes => unreachable!("freed by `go_on`"),
            ObjectKind::Closure => {
                let variant = &*desc.variants;
                drop_words(object.cast::<u64>().add(3), variant.kinds, variant.words as usize, heap, pending);
            }
            ObjectKind::List => {
                let list = object.cast::<ListObject>();
                if let Some(owner) = list::owner(list) {
                    drop_word(owner as u64, heap, pending);
                } else if list::has_pointers(list) {
                    let (kinds, stride) = list::kinds(list);
                    let rest = list::len(list).saturating_sub(PORTION);
                    if rest > 0 {
                        pending.push(object);
                    }
                    let first = list::at(list, rest);
                    if stride == 1 {
                        let words = std::slice::from_raw_parts(first, list::len(list) - rest);
                        words.iter().for_each(|word| drop_word(*word, heap, pending));
                    } else {
                        let words = (0..list::len(list) - rest).map(|i| first.add(i * stride));
                        words.for_each(|words| drop_words(words, kinds, stride, heap, pending));
                    }
                    turn.spend(list::len(list) - rest);
                    (*list).len = rest as u64;
                    if rest > 0 {
                        return;
                    }
                }
            }
            ObjectKind::Map | ObjectKind::Set => {
                let table = object.cast();
                if table::has_more_than(table, PORTION) {
                    pending.push(object);
                }
                let visit = |words, kinds, count| drop_words(words, kinds, count, heap, pending);
                turn.spend(PORTION.min(table::len(table)));
                if !table::take_last(table, PORTION, visit) {
                    return;
                }
                table::free_storage(table);
            }
            ObjectKind::Resource => return resource::free(object),
        }
        let bytes = size_of_object(object);
        free_memory(object, bytes);
    }
}
