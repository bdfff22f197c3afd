//! Hashes by structure, without recursion, with a seed of this process.

use std::hash::{BuildHasher, Hasher};
use std::sync::OnceLock;

use foldhash::quality::{FoldHasher, RandomState};

use super::table::{self, TableObject};
use super::worklist::Worklist;
use super::{list, string};
use crate::abi::{ListObject, Object, ObjectKind, ValueDesc, WordKind};
use crate::turn::{Steps, Turn};

/// Tells the tag of a record from other words.
const RECORD: u64 = 1 << 40;

fn seed() -> &'static RandomState {
    static SEED: OnceLock<RandomState> = OnceLock::new();
    SEED.get_or_init(Default::default)
}

/// The hash of a value by structure: equal values have equal ones.
///
/// # Safety
/// `words` points at the words of a live value of the type that `desc` describes.
pub unsafe fn hash(words: *const u64, desc: *const ValueDesc) -> u64 {
    let mut hasher = seed().build_hasher();
    // SAFETY: by contract.
    unsafe {
        let (kinds, count) = ((*desc).kinds, (*desc).words as usize);
        for i in 0..count {
            if !shallow(*words.add(i), *kinds.add(i), &mut hasher) {
                return Hashing::from(hasher, words.add(i), kinds.add(i), count - i).finish();
            }
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

/// Adds a word that tells all by itself; false for an object with parts.
///
/// # Safety
/// A word of this kind of a live value.
#[inline(always)]
unsafe fn shallow(word: u64, kind: WordKind, hasher: &mut FoldHasher<'static>) -> bool {
    match kind {
        WordKind::Raw => hasher.write_u64(word),
        // 0.0 and -0.0 are equal, so they need equal hashes.
        WordKind::Float => hasher.write_u64(if f64::from_bits(word) == 0.0 { 0 } else { word }),
        WordKind::Ptr if word == 0 || word & 1 == 1 => hasher.write_u64(word),
        // SAFETY: any other word of kind `Ptr` is an object.
        WordKind::Ptr => match unsafe { (*(*(word as *const Object)).desc).kind } {
            ObjectKind::String | ObjectKind::Bytes => hasher.write(string::as_bytes(word as *const _)),
            ObjectKind::Closure | ObjectKind::Resource => hasher.write_u64(word),
            ObjectKind::Record | ObjectKind::List | ObjectKind::Map | ObjectKind::Set => return false,
        },
    }
    true
}

/// What is still to be added.
enum Task {
    /// So many words; their kinds come again and again.
    Words { words: *const u64, kinds: *const WordKind, stride: usize, at: usize, count: usize },
    /// The entries of a table from `next` on. Equal tables may have another order, so the hashes of entries are added up.
    Entries { table: *const TableObject, next: usize, sum: u64, is_open: bool, around: FoldHasher<'static> },
}

/// A hash under way. The last task is the next to do, with `hasher`.
pub struct Hashing {
    hasher: FoldHasher<'static>,
    tasks: Worklist<Task>,
}

impl Hashing {
    /// Of a value of a type.
    ///
    /// # Safety
    /// The value stays alive and unchanged as long as this does.
    pub unsafe fn new(words: *const u64, desc: *const ValueDesc) -> Self {
        // SAFETY: by contract.
        unsafe { Self::from(seed().build_hasher(), words, (*desc).kinds, (*desc).words as usize) }
    }

    unsafe fn from(hasher: FoldHasher<'static>, words: *const u64, kinds: *const WordKind, count: usize) -> Self {
        let mut tasks = Worklist::new();
        tasks.push(Task::Words { words, kinds, stride: count, at: 0, count });
        Hashing { hasher, tasks }
    }

    /// Adds what tells of the object itself, and its parts as a task.
    ///
    /// # Safety
    /// A live object.
    unsafe fn enter(&mut self, object: *const Object) {
        // SAFETY: descriptors are true.
        unsafe {
            let desc = &*(*object).desc;
            match desc.kind {
                ObjectKind::Record => {
                    // Not to be taken for a word: the hasher joins what is written.
                    self.hasher.write_u64(RECORD | u64::from((*object).tag));
                    let variant = &*desc.variants.add((*object).tag as usize);
                    let (words, count) = (object.cast::<u64>().add(2), variant.words as usize);
                    self.tasks.push(Task::Words { words, kinds: variant.kinds, stride: count, at: 0, count });
                }
                ObjectKind::List => {
                    let object = object.cast::<ListObject>();
                    self.hasher.write_u64((*object).len);
                    let (kinds, stride) = list::kinds(object);
                    let (words, count) = ((*object).start, list::words(object));
                    self.tasks.push(Task::Words { words, kinds, stride, at: 0, count });
                }
                ObjectKind::Map | ObjectKind::Set => {
                    let around = self.hasher.clone();
                    let table = object.cast();
                    self.tasks.push(Task::Entries { table, next: 0, sum: 0, is_open: false, around });
                }
                ObjectKind::String | ObjectKind::Bytes | ObjectKind::Closure | ObjectKind::Resource => {}
            }
        }
    }
}

impl Hashing {
    /// Adds words up to the first object with parts, which it enters; `None` when the turn is over.
    ///
    /// # Safety
    /// As for `new`; the last task is one of words.
    unsafe fn words(&mut self, turn: &mut Turn) -> Option<()> {
        let Some(Task::Words { words, kinds, stride, at, count }) = self.tasks.last_mut() else { return Some(()) };
        let mut inside = None;
        while *count > 0 && inside.is_none() {
            // SAFETY: within the value.
            let is_shallow = unsafe { shallow(**words, *kinds.add(*at), &mut self.hasher) };
            if !is_shallow {
                // SAFETY: as above; it is an object.
                inside = Some(unsafe { **words } as *const Object);
            }
            // SAFETY: as above.
            *words = unsafe { words.add(1) };
            *count -= 1;
            *at = if *at + 1 == *stride { 0 } else { *at + 1 };
            if is_shallow && turn.spend(1) {
                return None;
            }
        }
        // What is over makes room for what comes inside its last word: a chain takes one place.
        if *count == 0 {
            self.tasks.pop();
        }
        if let Some(object) = inside {
            // SAFETY: a live object.
            unsafe { self.enter(object) };
        }
        Some(())
    }

    /// Adds up the hash of an entry, and begins with the next.
    ///
    /// # Safety
    /// As for `new`; the last task is one of entries.
    unsafe fn entries(&mut self) {
        let Some(Task::Entries { table, next, sum, is_open, around }) = self.tasks.last_mut() else { return };
        if std::mem::take(is_open) {
            *sum = sum.wrapping_add(self.hasher.finish());
        }
        // SAFETY: a live table.
        let Some(entry) = (unsafe { table::next_entry(*table, next) }) else {
            self.hasher = around.clone();
            self.hasher.write_u64(table::len(*table) as u64);
            self.hasher.write_u64(*sum);
            self.tasks.pop();
            return;
        };
        // SAFETY: an entry begins with the hash of its key.
        let key = unsafe { *entry };
        if let (_, Some(value)) = table::descs(*table) {
            *is_open = true;
            self.hasher = seed().build_hasher();
            self.hasher.write_u64(key);
            // SAFETY: an entry of the table.
            let words = unsafe { table::value_of(entry, table::shape(*table)) };
            let count = value.words as usize;
            self.tasks.push(Task::Words { words, kinds: value.kinds, stride: count, at: 0, count });
        } else {
            *sum = sum.wrapping_add(key);
        }
    }
}

impl Steps for Hashing {
    type Output = u64;

    fn step(&mut self, turn: &mut Turn) -> Option<u64> {
        while let Some(task) = self.tasks.last_mut() {
            // SAFETY: by the contract of `new`.
            unsafe {
                match task {
                    Task::Words { .. } => self.words(turn)?,
                    Task::Entries { .. } => self.entries(),
                }
            }
            if turn.spend(1) {
                return None;
            }
        }
        Some(self.hasher.finish())
    }
}
