//! The hash table behind maps and sets: entries in the order of insertion, and an index of open addressing.
//!
//! An entry is `[hash | 1, key words, value words]`; a removed one has 0 in its first word until the next rebuild. A place
//! of the index holds the number of an entry, from 1, and above it as many bits of the hash as fit, so that few entries
//! are looked at in vain. There are twice as many places as entries fit, so probing ends.

use super::index::{FREE, Index};
use super::keys::{self, Keys, Kind};
use super::list;
use super::{
    alloc, alloc_piece, copy_words, free_piece, is_counted, is_unique, release, release_words, retain_words, too_large,
};
pub use crate::abi::TableObject;
use crate::abi::{ListObject, Object, ObjectDesc, ValueDesc, WordKind};

pub const SIZE: usize = std::mem::size_of::<TableObject>();

/// So many entries fit at most: their numbers leave one bit of a place.
const MOST: usize = 1 << 30;

/// The shape of one table's entries.
#[derive(Clone, Copy)]
pub struct Shape {
    key: &'static ValueDesc,
    value: Option<&'static ValueDesc>,
}

impl Shape {
    /// Of a map of these.
    ///
    /// # Safety
    /// Both are the descriptors that the map's own one has, or such of the same types.
    #[inline(always)]
    pub unsafe fn of_map(key: *const ValueDesc, value: *const ValueDesc) -> Shape {
        // SAFETY: descriptors are statics.
        unsafe { Shape { key: &*key, value: Some(&*value) } }
    }
    /// Of a set of these.
    ///
    /// # Safety
    /// As for `of_map`.
    #[inline(always)]
    pub unsafe fn of_set(item: *const ValueDesc) -> Shape {
        // SAFETY: as above.
        unsafe { Shape { key: &*item, value: None } }
    }
    pub fn key_words(self) -> usize {
        self.key.words as usize
    }
    pub fn value_words(self) -> usize {
        self.value.map_or(0, |value| value.words as usize)
    }
    fn stride(self) -> usize {
        1 + self.key_words() + self.value_words()
    }
    #[inline(always)]
    fn stride_of<K: Keys>(self) -> usize {
        1 + K::words(self.key) + self.value_words()
    }
}

/// Calls what is compiled for each way to tell keys apart.
macro_rules! by_keys {
    ($shape:expr, $function:ident($($arg:expr),*)) => {
        match Kind::of($shape.key) {
            Kind::Word => $function::<keys::Word>($($arg),*),
            Kind::Text => $function::<keys::Text>($($arg),*),
            Kind::Other => $function::<keys::Other>($($arg),*),
        }
    };
}

/// The shape of a live table.
pub fn shape(table: *const TableObject) -> Shape {
    // SAFETY: maps have two type arguments, sets one.
    unsafe {
        let desc = &*(*table).object.desc;
        let value = (desc.arg_count == 2).then(|| &**desc.args.add(1));
        Shape { key: &**desc.args, value }
    }
}

/// The number of entries.
pub fn len(table: *const TableObject) -> usize {
    // SAFETY: alive while the caller holds it.
    unsafe { (*table).live as usize }
}

/// The entries that count, in order.
pub fn entries(table: *const TableObject) -> impl Iterator<Item = *mut u64> {
    let stride = shape(table).stride();
    // SAFETY: alive while the caller holds it; entries lie within `used`.
    unsafe {
        let first = (*table).entries;
        (0..(*table).used as usize).map(move |i| first.add(i * stride)).filter(|entry| **entry != 0)
    }
}

/// A list of what `words` finds in each entry, retained.
pub fn collect(
    map: *const TableObject,
    item: *const ValueDesc,
    words: impl Fn(*mut u64) -> *mut u64,
) -> *mut ListObject {
    let items = list::of(item, len(map));
    for entry in entries(map) {
        // SAFETY: room for all; the words are a value of the item's type.
        unsafe {
            let words = words(entry);
            retain_words(words, (*item).kinds, (*item).words as usize);
            list::push(items, words);
        }
    }
    items
}

/// The next entry that counts, from the number `next` on, which then is the one behind it.
///
/// # Safety
/// `table` is alive.
pub unsafe fn next_entry(table: *const TableObject, next: &mut usize) -> Option<*mut u64> {
    let stride = shape(table).stride();
    // SAFETY: entries lie within `used`.
    unsafe {
        while *next < (*table).used as usize {
            let entry = (*table).entries.add(*next * stride);
            *next += 1;
            if *entry != 0 {
                return Some(entry);
            }
        }
    }
    None
}

/// Visits the words of the last entries of a table that is being freed, and forgets them; true when none are left.
///
/// # Safety
/// `table` has no references.
pub unsafe fn take_last(
    table: *mut TableObject,
    count: usize,
    mut visit: impl FnMut(*const u64, *const WordKind, usize),
) -> bool {
    let shape = shape(table);
    let stride = shape.stride();
    // SAFETY: entries lie within `used` and have this shape.
    unsafe {
        let used = (*table).used as usize;
        let rest = used.saturating_sub(count);
        for entry in (rest..used).map(|i| (*table).entries.add(i * stride)).filter(|entry| **entry != 0) {
            visit(key_of(entry), shape.key.kinds, shape.key_words());
            if let Some(value) = shape.value {
                visit(value_of(entry, shape), value.kinds, shape.value_words());
            }
        }
        (*table).used = rest as u64;
        rest == 0
    }
}

/// Whether more than so many entries were written.
pub fn has_more_than(table: *const TableObject, count: usize) -> bool {
    // SAFETY: alive while the caller holds it.
    unsafe { (*table).used as usize > count }
}

/// The key words of an entry.
///
/// # Safety
/// `entry` is one of `entries`.
pub unsafe fn key_of(entry: *mut u64) -> *mut u64 {
    // SAFETY: the key follows the hash.
    unsafe { entry.add(1) }
}

/// The value words of an entry.
///
/// # Safety
/// `entry` is one of `entries` of a table of this shape.
pub unsafe fn value_of(entry: *mut u64, shape: Shape) -> *mut u64 {
    // SAFETY: the value follows the key.
    unsafe { entry.add(1 + shape.key_words()) }
}

/// Visits the words of all keys and values.
///
/// # Safety
/// `table` is alive.
pub unsafe fn each_word(table: *const TableObject, mut visit: impl FnMut(*const u64, *const WordKind, usize)) {
    let shape = shape(table);
    for entry in entries(table) {
        // SAFETY: entries have this shape.
        unsafe {
            visit(key_of(entry), shape.key.kinds, shape.key_words());
            if let Some(value) = shape.value {
                visit(value_of(entry, shape), value.kinds, shape.value_words());
            }
        }
    }
}

/// Gives the entries' and the index's memory back.
///
/// # Safety
/// `table` is being freed or gets new storage.
pub unsafe fn free_storage(table: *mut TableObject) {
    // SAFETY: the pieces were asked for with these sizes.
    unsafe {
        let capacity = (*table).capacity as usize;
        if capacity > 0 {
            free_piece((*table).entries.cast(), capacity * shape(table).stride() * 8);
            free_piece((*table).index.cast(), Index::bytes(capacity));
        }
    }
}

/// An empty table that fits `capacity` entries; `desc` describes the map or set type.
pub fn with_capacity(capacity: usize, desc: *const ObjectDesc) -> *mut TableObject {
    let table = alloc(SIZE, desc).cast::<TableObject>();
    // SAFETY: fresh object.
    unsafe {
        (*table).live = 0;
        (*table).used = 0;
        (*table).capacity = 0;
        (*table).entries = std::ptr::null_mut();
        (*table).index = std::ptr::null_mut();
    }
    if capacity > 0 {
        give_storage(table, capacity);
    }
    table
}

fn give_storage(table: *mut TableObject, capacity: usize) {
    let stride = shape(table).stride();
    give_storage_from(table, capacity, stride, &mut alloc_piece);
}

fn give_storage_from(
    table: *mut TableObject,
    capacity: usize,
    stride: usize,
    piece: &mut impl FnMut(usize) -> *mut u8,
) {
    let capacity = capacity.max(4).next_power_of_two();
    if capacity > MOST {
        too_large(format!("a map or set of more than {MOST} entries"));
    }
    // SAFETY: the table is ours; the pieces are fresh.
    unsafe {
        (*table).entries = piece(capacity * stride * 8).cast();
        (*table).index = piece(Index::bytes(capacity)).cast();
        (*table).index.write_bytes(0, Index::places(capacity));
        (*table).capacity = capacity as u64;
        (*table).used = 0;
        (*table).live = 0;
    }
}

/// The index of a table that has storage.
fn index(table: *const TableObject) -> Index {
    // SAFETY: alive while the caller holds it.
    unsafe { Index::new((*table).index, (*table).capacity as usize) }
}

/// The place in the index where `hash` and `key` are, with the entry, or the place where they would go.
///
/// # Safety
/// `table` has storage; `key` points at key words of its type.
#[inline(always)]
unsafe fn probe<K: Keys>(
    table: *const TableObject,
    shape: Shape,
    hash: u64,
    key: *const u64,
) -> (*mut u32, Option<*mut u64>) {
    let (index, stride) = (index(table), shape.stride_of::<K>());
    let tag = index.tag(hash);
    let mut place = index.first(hash);
    let mut removed = None;
    loop {
        // SAFETY: entry numbers are between 1 and `used`; entries have this shape.
        unsafe {
            let found = *place;
            let number = found & index.number;
            if found == FREE {
                return (removed.unwrap_or(place), None);
            }
            if number == 0 {
                removed = removed.or(Some(place));
            } else if found & !index.number == tag {
                let entry = (*table).entries.add((number as usize - 1) * stride);
                if *entry == hash && K::is(key_of(entry), key, shape.key) {
                    return (place, Some(entry));
                }
            }
        }
        place = index.next(place);
    }
}

/// Where the index names an entry with this hash: the first such place and the entry, or the next behind `after`.
///
/// # Safety
/// `table` is alive; `after` is a place that this gave.
pub unsafe fn candidate(
    table: *const TableObject,
    hash: u64,
    after: Option<*const u32>,
) -> Option<(*const u32, *mut u64)> {
    // SAFETY: alive while the caller holds it.
    if unsafe { (*table).capacity } == 0 {
        return None;
    }
    let index = index(table);
    let mut place = after.map_or_else(|| index.first(hash), |after| index.next(after.cast_mut()));
    // SAFETY: an index has free places.
    while unsafe { *place } != FREE {
        // SAFETY: the place is one of the index.
        if let Some(entry) = unsafe { named(table, index, place) } {
            // SAFETY: an entry begins with its hash.
            if unsafe { *entry } == hash {
                return Some((place, entry));
            }
        }
        place = index.next(place);
    }
    None
}

/// The entry that a place of the index names; `None` for one that was removed.
unsafe fn named(table: *const TableObject, index: Index, place: *const u32) -> Option<*mut u64> {
    // SAFETY: entry numbers are between 1 and `used`.
    unsafe {
        let number = (*place & index.number) as usize;
        (number != 0).then(|| (*table).entries.add((number - 1) * shape(table).stride()))
    }
}

/// The entry at a place.
///
/// # Safety
/// `candidate` gave the place, and the table was not changed since.
pub unsafe fn entry_at(table: *const TableObject, place: *const u32) -> *mut u64 {
    // SAFETY: by contract.
    unsafe { named(table, index(table), place).expect("the place of an entry") }
}

/// The hash of a key as entries keep it: never 0.
#[inline(always)]
unsafe fn hash_of<K: Keys>(key: *const u64, shape: Shape) -> u64 {
    // SAFETY: key words of the table's key type.
    unsafe { K::hash(key, shape.key) | 1 }
}

/// The entry of a key.
///
/// # Safety
/// `table` is alive, and of this shape; `key` points at key words of its type.
#[inline(always)]
pub unsafe fn find(table: *const TableObject, shape: Shape, key: *const u64) -> Option<*mut u64> {
    // SAFETY: by contract.
    unsafe {
        if (*table).live == 0 {
            return None;
        }
        by_keys!(shape, find_as(table, shape, key))
    }
}

unsafe fn find_as<K: Keys>(table: *const TableObject, shape: Shape, key: *const u64) -> Option<*mut u64> {
    // SAFETY: by contract.
    unsafe { probe::<K>(table, shape, hash_of::<K>(key, shape), key).1 }
}

/// The place of a key's entry: how many words lie before it.
///
/// # Safety
/// As for `find`.
#[inline(always)]
pub unsafe fn place(table: *const TableObject, shape: Shape, key: *const u64) -> Option<usize> {
    // SAFETY: by contract.
    unsafe { by_keys!(shape, place_as(table, shape, key)) }
}

unsafe fn place_as<K: Keys>(table: *const TableObject, shape: Shape, key: *const u64) -> Option<usize> {
    // SAFETY: by contract; the entry lies in the same piece as the first one.
    unsafe {
        if (*table).live == 0 {
            return None;
        }
        let entry = probe::<K>(table, shape, hash_of::<K>(key, shape), key).1?;
        Some(entry.offset_from((*table).entries) as usize)
    }
}

/// Whether nobody else holds the table: then it may be changed in place.
fn is_own(table: *const TableObject) -> bool {
    is_counted(table.cast()) && is_unique(table.cast())
}

/// A table with the same entries and room for `extra` more, that the caller may change. Takes `table`.
#[inline(always)]
pub fn make_unique(table: *mut TableObject, extra: usize) -> *mut TableObject {
    // SAFETY: the caller owns `table`.
    let has_room = unsafe { (*table).used as usize + extra <= (*table).capacity as usize };
    let own = is_own(table);
    if own && has_room { table } else { renewed(table, extra, own) }
}

/// The same entries in another table.
#[cold]
#[inline(never)]
fn renewed(table: *mut TableObject, extra: usize, own: bool) -> *mut TableObject {
    // SAFETY: the caller owns `table`.
    unsafe {
        let needed = len(table) + extra;
        let fresh = with_capacity(if extra > 0 { needed.max(len(table) * 2) } else { needed }, (*table).object.desc);
        if (*table).live == (*table).used {
            copy_entries(table, fresh);
        } else {
            for entry in entries(table) {
                append_distinct(fresh, entry);
            }
        }
        if own {
            // The entries moved: the old object gives up its memory only.
            free_storage(table);
            (*table).live = 0;
            (*table).used = 0;
            (*table).capacity = 0;
        } else {
            each_word(fresh, |words, kinds, count| retain_words(words, kinds, count));
        }
        release(table.cast());
        fresh
    }
}

/// Puts an entry. Takes the table, the key and the value (owned words). A key that was there keeps its place.
///
/// # Safety
/// `table` is of this shape; `key` and `value` point at owned words of its types.
#[inline(always)]
pub unsafe fn put(table: *mut TableObject, shape: Shape, key: *const u64, value: *const u64) -> *mut TableObject {
    // SAFETY: by contract.
    unsafe { by_keys!(shape, put_as(table, shape, key, value)) }
}

unsafe fn put_as<K: Keys>(
    table: *mut TableObject,
    shape: Shape,
    key: *const u64,
    value: *const u64,
) -> *mut TableObject {
    // SAFETY: by contract; after `make_unique` the table is ours and has room.
    unsafe {
        let hash = hash_of::<K>(key, shape);
        let table = make_unique(table, 1);
        let (place, known) = probe::<K>(table, shape, hash, key);
        let words = 1 + K::words(shape.key);
        if let Some(entry) = known {
            K::release(key, shape.key);
            if let Some(desc) = shape.value {
                let old = entry.add(words);
                release_words(old, desc.kinds, shape.value_words());
                copy_words(value, old, shape.value_words());
            }
            return table;
        }
        let entry = (*table).entries.add((*table).used as usize * shape.stride_of::<K>());
        *entry = hash;
        copy_words(key, key_of(entry), K::words(shape.key));
        if shape.value.is_some() {
            copy_words(value, entry.add(words), shape.value_words());
        }
        (*table).used += 1;
        (*table).live += 1;
        *place = index(table).tag(hash) | (*table).used as u32;
        table
    }
}

/// Removes a key. Takes the table; borrows the key.
///
/// # Safety
/// `table` is of this shape; `key` points at key words of its type.
#[inline(always)]
pub unsafe fn remove(table: *mut TableObject, shape: Shape, key: *const u64) -> *mut TableObject {
    // SAFETY: by contract.
    unsafe {
        if (*table).live == 0 {
            return table;
        }
        by_keys!(shape, remove_as(table, shape, key))
    }
}

unsafe fn remove_as<K: Keys>(table: *mut TableObject, shape: Shape, key: *const u64) -> *mut TableObject {
    // SAFETY: by contract.
    unsafe {
        let hash = hash_of::<K>(key, shape);
        let (mut place, Some(mut entry)) = probe::<K>(table, shape, hash, key) else { return table };
        let mut table = table;
        if !is_own(table) {
            table = make_unique(table, 0);
            let (own_place, Some(own_entry)) = probe::<K>(table, shape, hash, key) else { return table };
            (place, entry) = (own_place, own_entry);
        }
        K::release(key_of(entry), shape.key);
        if let Some(desc) = shape.value {
            release_words(value_of(entry, shape), desc.kinds, shape.value_words());
        }
        *place = index(table).removed();
        *entry = 0;
        (*table).live -= 1;
        // Costs as much as the table is large, so it is done when entries that are gone have taken a part of that.
        if (*table).live == 0 && (*table).used >= (*table).capacity / 8 {
            (*table).used = 0;
            (*table).index.write_bytes(0, Index::places((*table).capacity as usize));
        }
        table
    }
}

/// Writes an empty table of the same type that fits the entries of another. `piece` gives memory for the storage.
///
/// # Safety
/// `copy` has room for `SIZE` bytes.
pub unsafe fn write_header(table: *const TableObject, copy: *mut TableObject, mut piece: impl FnMut(usize) -> *mut u8) {
    let object = Object { count: 1, tag: 0, desc: unsafe { (*table).object.desc } };
    // SAFETY: by contract; storage is as large as `give_storage` would make it.
    unsafe {
        copy.write(TableObject {
            object,
            live: 0,
            used: 0,
            capacity: 0,
            entries: std::ptr::null_mut(),
            index: std::ptr::null_mut(),
        });
        if len(table) > 0 {
            let stride = shape(table).stride();
            give_storage_from(copy, len(table), stride, &mut piece);
        }
    }
}

/// Copies all entries of a table from which none was removed to an empty one with room for them.
unsafe fn copy_entries(from: *const TableObject, into: *mut TableObject) {
    let (count, stride) = (len(from), shape(from).stride());
    // SAFETY: by contract.
    unsafe {
        if count == 0 {
            return;
        }
        std::ptr::copy_nonoverlapping((*from).entries, (*into).entries, count * stride);
        let index = index(into);
        for i in 0..count {
            let hash = *(*into).entries.add(i * stride);
            *index.free(hash) = index.tag(hash) | (i + 1) as u32;
        }
        ((*into).used, (*into).live) = (count as u64, count as u64);
    }
}

/// Copies a whole entry to the end, knowing that no equal key is there: keys are not looked at.
///
/// # Safety
/// `table` is ours and has room; the entry is of its shape, and its key is not there.
pub unsafe fn append_distinct(table: *mut TableObject, entry: *const u64) {
    let stride = shape(table).stride();
    let index = index(table);
    // SAFETY: the table has room; `entry` has the table's shape.
    unsafe {
        let place = index.free(*entry);
        std::ptr::copy_nonoverlapping(entry, (*table).entries.add((*table).used as usize * stride), stride);
        (*table).used += 1;
        (*table).live += 1;
        *place = index.tag(*entry) | (*table).used as u32;
    }
}

/// The descriptors of the key and, for maps, the value.
pub fn descs(table: *const TableObject) -> (&'static ValueDesc, Option<&'static ValueDesc>) {
    let shape = shape(table);
    (shape.key, shape.value)
}
