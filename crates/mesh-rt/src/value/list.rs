//! Lists: contiguous elements of a fixed number of words, with slices that share another list's storage.
//!
//! Invariant: a list without `owner` owns the elements `[start, start + len)` of its own storage; a slice owns one count
//! of its `owner`, which is never a slice, and shows some of its elements; its tag says so.

use super::describe;
use super::{alloc, alloc_here, copy_words, free_memory, is_counted, is_unique, release, retain, retain_words};
use crate::abi::{ListObject, OWN, Object, ObjectDesc, SLICE, StringObject, ValueDesc, WordKind};

const HEADER: usize = std::mem::size_of::<ListObject>();

fn element(list: *const ListObject) -> &'static ValueDesc {
    // SAFETY: lists have one type argument.
    unsafe { &**(*(*list).object.desc).args }
}

fn stride(list: *const ListObject) -> usize {
    element(list).words as usize
}

/// The number of elements.
pub fn len(list: *const ListObject) -> usize {
    // SAFETY: alive while the caller holds it.
    unsafe { (*list).len as usize }
}

/// The words of an element.
///
/// # Safety
/// `index` is below the length.
pub unsafe fn at(list: *const ListObject, index: usize) -> *mut u64 {
    // SAFETY: by contract.
    unsafe { (*list).start.add(index * stride(list)) }
}

fn storage(list: *mut ListObject) -> *mut u64 {
    // SAFETY: the storage follows the header.
    unsafe { list.cast::<u8>().add(HEADER).cast() }
}

/// Bytes of the object with its storage.
///
/// # Safety
/// `list` is alive.
pub unsafe fn size(list: *const ListObject) -> usize {
    // SAFETY: by contract; `start` lies in the own storage when there is no owner.
    unsafe {
        if !(*list).owner.is_null() {
            return HEADER;
        }
        let skipped = (*list).start as usize - storage(list.cast_mut()) as usize;
        HEADER + skipped + 8 * stride(list) * (*list).capacity as usize
    }
}

/// The list whose elements a slice shows.
pub fn owner(list: *const ListObject) -> Option<*mut ListObject> {
    // SAFETY: alive while the caller holds it.
    let owner = unsafe { (*list).owner };
    (!owner.is_null()).then_some(owner)
}

/// The kinds of an element's words, and how many there are.
pub fn kinds(list: *const ListObject) -> (*const WordKind, usize) {
    let desc = element(list);
    (desc.kinds, desc.words as usize)
}

/// Visits the elements that the list shows, in one piece per element.
///
/// # Safety
/// `list` is alive.
pub unsafe fn each_word(list: *const ListObject, mut visit: impl FnMut(*const u64, *const WordKind, usize)) {
    let desc = element(list);
    for i in 0..len(list) {
        // SAFETY: within the list.
        visit(unsafe { at(list, i) }, desc.kinds, desc.words as usize);
    }
}

/// Whether elements hold references.
///
/// # Safety
/// `list` is alive.
pub unsafe fn has_pointers(list: *const ListObject) -> bool {
    let desc = element(list);
    // SAFETY: there are as many kinds as words.
    (0..desc.words as usize).any(|i| unsafe { *desc.kinds.add(i) } == WordKind::Ptr)
}

/// How many words the shown elements take.
pub fn words(list: *const ListObject) -> usize {
    len(list) * stride(list)
}

/// The words of the shown elements, to change them.
///
/// # Safety
/// `list` is alive as long as they are used, the caller alone holds it (`own`), and what it leaves are owned words.
pub unsafe fn words_mut<'a>(list: *mut ListObject) -> &'a mut [u64] {
    // SAFETY: by contract.
    unsafe { std::slice::from_raw_parts_mut((*list).start, words(list)) }
}

/// A list of the same type and length whose elements are zeros; elements hold no references.
pub fn like(list: *const ListObject) -> *mut ListObject {
    // SAFETY: alive while the caller holds it; there is room for so many words.
    unsafe {
        let fresh = with_capacity(len(list), (*list).object.desc);
        (*fresh).start.write_bytes(0, words(list));
        (*fresh).len = (*list).len;
        fresh
    }
}

/// Writes a copy of the list object with its own storage, to which the elements are not copied yet.
///
/// # Safety
/// `copy` has room for the header and `words(list)` words.
pub unsafe fn write_header(list: *const ListObject, copy: *mut ListObject) {
    // SAFETY: by contract.
    unsafe {
        copy.write(ListObject {
            object: Object { count: 1, tag: 0, desc: (*list).object.desc },
            len: (*list).len,
            start: storage(copy),
            capacity: (*list).len,
            owner: std::ptr::null_mut(),
        });
    }
}

/// A new list with room for `capacity` elements; `desc` describes the list type.
pub fn with_capacity(capacity: usize, desc: *const ObjectDesc) -> *mut ListObject {
    // SAFETY: lists have one type argument.
    let stride = unsafe { (**(*desc).args).words as usize };
    let list = alloc(HEADER + 8 * stride * capacity, desc).cast::<ListObject>();
    // SAFETY: fresh object.
    unsafe {
        (*list).len = 0;
        (*list).start = storage(list);
        (*list).capacity = capacity as u64;
        (*list).owner = std::ptr::null_mut();
    }
    list
}

/// A new list with room for `capacity` elements of a type.
pub fn of(element: *const ValueDesc, capacity: usize) -> *mut ListObject {
    with_capacity(capacity, describe::list_of(element))
}

/// A list has no more elements, whatever they are.
const MOST: i64 = 1 << 48;

/// A new list with room for `count` elements of a type; `None` when no machine has so much.
pub fn reserved(count: i64, element: *const ValueDesc) -> Option<*mut ListObject> {
    (count <= MOST).then(|| of(element, usize::try_from(count).unwrap_or(0)))
}

/// Adds an element (owned words) to a list that has room and that nobody else holds.
///
/// # Safety
/// `list` is fresh from `with_capacity` with room left; `words` are an owned value.
pub unsafe fn push(list: *mut ListObject, words: *const u64) {
    // SAFETY: by contract.
    unsafe {
        let stride = stride(list);
        copy_words(words, at(list, len(list)), stride);
        (*list).len += 1;
    }
}

/// Adds a one-word element (owned).
///
/// # Safety
/// As for `push`; elements have one word.
pub unsafe fn push_word(list: *mut ListObject, word: u64) {
    // SAFETY: by contract.
    unsafe { push(list, &raw const word) }
}

/// Whether the list holds its elements itself and nobody else holds the list: then it may be changed in place.
///
/// # Safety
/// `list` is alive.
unsafe fn is_own(list: *const ListObject) -> bool {
    // SAFETY: by contract; the first word of an object is its count and its tag.
    unsafe { *list.cast::<u64>() == OWN }
}

/// A list with the same elements, room for `capacity`, that the caller may change. Takes `list`.
fn make_unique(list: *mut ListObject, capacity: usize) -> *mut ListObject {
    // SAFETY: the caller owns `list`.
    unsafe {
        let own = is_own(list);
        if own && (*list).capacity as usize >= capacity {
            return list;
        }
        let desc = element(list);
        let fresh = with_capacity(capacity.max(len(list)), (*list).object.desc);
        let words = len(list) * desc.words as usize;
        std::ptr::copy_nonoverlapping((*list).start, (*fresh).start, words);
        (*fresh).len = (*list).len;
        if own {
            // The elements moved.
            free_memory(list.cast(), size(list));
        } else {
            if has_pointers(fresh) {
                each_word(fresh, |words, kinds, count| retain_words(words, kinds, count));
            }
            release(list.cast());
        }
        fresh
    }
}

#[cold]
#[inline(never)]
fn grown(list: *mut ListObject, extra: usize) -> *mut ListObject {
    let needed = len(list) + extra;
    // SAFETY: the caller owns `list`.
    let capacity = unsafe { (*list).capacity as usize };
    if capacity >= needed { make_unique(list, needed) } else { make_unique(list, needed.max(len(list) * 2).max(4)) }
}

/// The elements `[start, stop)`, sharing storage. Borrows `list`.
pub fn slice(list: *mut ListObject, start: usize, stop: usize) -> *mut ListObject {
    // SAFETY: alive while the caller holds it; the bounds lie in the list.
    unsafe {
        if start == 0 && stop == len(list) {
            retain(list.cast());
            return list;
        }
        let shown = with_capacity(0, (*list).object.desc);
        if start == stop {
            return shown;
        }
        let owner = if (*list).owner.is_null() { list } else { (*list).owner };
        retain(owner.cast());
        (*shown).owner = owner;
        (*shown).object.tag = SLICE;
        (*shown).start = at(list, start);
        (*shown).len = (stop - start) as u64;
        shown
    }
}

/// Without the first `from` elements. Takes `list`; in place when it is a slice that nobody else holds.
pub fn drop_first(list: *mut ListObject, from: usize) -> *mut ListObject {
    let from = from.min(len(list));
    // SAFETY: the caller owns `list`.
    unsafe {
        if is_counted(list.cast()) && is_unique(list.cast()) && !(*list).owner.is_null() {
            (*list).start = at(list, from);
            (*list).len -= from as u64;
            return list;
        }
        let rest = slice(list, from, len(list));
        release(list.cast());
        rest
    }
}

/// The bounds `[start, stop)` brought into a list of `len` elements.
pub fn clamp(start: i64, stop: i64, len: usize) -> (usize, usize) {
    let start = start.clamp(0, len as i64) as usize;
    let stop = stop.clamp(0, len as i64) as usize;
    (start, stop.max(start))
}

/// Adds an element (owned words). Takes `list`.
///
/// # Safety
/// `value` points at an owned value of the list's element type.
#[inline(always)]
pub unsafe fn append(list: *mut ListObject, value: *const u64) -> *mut ListObject {
    // SAFETY: by contract; there is room then.
    unsafe {
        let has_room = (*list).len < (*list).capacity && is_own(list);
        let list = if has_room { list } else { grown(list, 1) };
        push(list, value);
        list
    }
}

/// Adds a one-word element (owned). Takes `list`.
///
/// # Safety
/// Elements have one word, and `word` is an owned one of their type.
#[inline]
pub unsafe fn append_word(list: *mut ListObject, word: u64) -> *mut ListObject {
    // SAFETY: by contract.
    unsafe {
        let has_room = (*list).len < (*list).capacity && is_own(list);
        let list = if has_room { list } else { grown(list, 1) };
        *(*list).start.add((*list).len as usize) = word;
        (*list).len += 1;
        list
    }
}

/// The elements of both. Takes `left`, borrows `right`.
pub fn concat(left: *mut ListObject, right: *mut ListObject) -> *mut ListObject {
    if len(right) == 0 {
        return left;
    }
    // `left` may be `right`: hold it while `left` changes.
    retain(right.cast());
    let list = grown(left, len(right));
    for i in 0..len(right) {
        // SAFETY: within `right`; room was made.
        unsafe {
            let words = at(right, i);
            retain_words(words, element(right).kinds, stride(right));
            push(list, words);
        }
    }
    release(right.cast());
    list
}

/// The same elements in a list that the caller alone holds. Takes `list`.
#[inline]
pub fn own(list: *mut ListObject) -> *mut ListObject {
    // SAFETY: the caller owns `list`.
    unsafe {
        if is_own(list) {
            return list;
        }
        let desc = element(list);
        let (len, count) = (len(list), desc.words as usize);
        let fresh = alloc_here(HEADER + 8 * count * len, (*list).object.desc).cast::<ListObject>();
        write_header(list, fresh);
        std::ptr::copy_nonoverlapping((*list).start, (*fresh).start, count * len);
        if has_pointers(fresh) {
            each_word(fresh, |words, kinds, count| retain_words(words, kinds, count));
        }
        release(list.cast());
        fresh
    }
}

/// The same with room for one more. Takes `list`.
pub fn with_room(list: *mut ListObject) -> *mut ListObject {
    grown(list, 1)
}

/// No list starts with room for more: how many elements come is only guessed.
const FORESEEN: i64 = 1 << 12;

/// A new list for about `count` elements; `desc` describes the list type.
pub fn with_room_for(count: i64, desc: *const ObjectDesc) -> *mut ListObject {
    with_capacity(count.clamp(0, FORESEEN) as usize, desc)
}

/// The elements in the opposite order. Borrows `list`.
pub fn reversed(list: *mut ListObject) -> *mut ListObject {
    // SAFETY: indices are within the list; room for all.
    unsafe {
        let reversed = with_capacity(len(list), (*list).object.desc);
        for i in (0..len(list)).rev() {
            let words = at(list, i);
            retain_words(words, element(list).kinds, stride(list));
            push(reversed, words);
        }
        reversed
    }
}

/// A list of strings, from texts.
pub fn of_strings(texts: impl Iterator<Item = impl AsRef<str>>) -> *mut ListObject {
    let list = of(&raw const describe::POINTER, texts.size_hint().0);
    texts.fold(list, |list, text| append_text(list, text.as_ref()))
}

/// The same from pairs, one text after the other.
pub fn of_pairs(pairs: impl Iterator<Item = (impl AsRef<str>, impl AsRef<str>)>) -> *mut ListObject {
    let list = of(&raw const describe::POINTER, 2 * pairs.size_hint().0);
    pairs.fold(list, |list, (first, second)| append_text(append_text(list, first.as_ref()), second.as_ref()))
}

fn append_text(list: *mut ListObject, text: &str) -> *mut ListObject {
    // SAFETY: a fresh string is owned.
    unsafe { append_word(list, super::string::new(text) as u64) }
}

/// The elements of a list of pairs of texts, `List<(String, String)>`.
pub fn text_pairs<'a>(list: *const ListObject) -> impl Iterator<Item = (&'a str, &'a str)> {
    (0..len(list)).map(move |i| {
        debug_assert_eq!(kinds(list).1, 2);
        // SAFETY: alive while the caller holds the list; a pair is two words.
        let [first, second] = unsafe { *at(list, i).cast::<[*const StringObject; 2]>() };
        (super::string::as_str(first), super::string::as_str(second))
    })
}

/// The objects of a list of one-word elements.
pub fn objects(list: *const ListObject) -> impl Iterator<Item = *mut Object> + Clone {
    // SAFETY: alive while the caller holds the list; elements have one word.
    let start = unsafe { (*list).start };
    // SAFETY: within the list.
    (0..len(list)).map(move |i| unsafe { *start.add(i) as *mut Object })
}
