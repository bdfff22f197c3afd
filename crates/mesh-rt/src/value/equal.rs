//! Equality by structure, without recursion: what is still to be compared lies in a worklist.

use super::table::{self, TableObject};
use super::worklist::Worklist;
use super::{list, string};
use crate::abi::{ListObject, Object, ObjectKind, ValueDesc, WordKind};
use crate::turn::{Steps, Turn};

/// Whether two values of one type are equal by structure.
///
/// # Safety
/// Both point at the words of live values of the type that `desc` describes.
#[inline]
pub unsafe fn equal(left: *const u64, right: *const u64, desc: *const ValueDesc) -> bool {
    // SAFETY: by contract.
    unsafe {
        let (kinds, count) = ((*desc).kinds, (*desc).words as usize);
        for i in 0..count {
            match shallow(*left.add(i), *right.add(i), *kinds.add(i)) {
                Shallow::Equal => {}
                Shallow::Different => return false,
                Shallow::Inside => return Equality::new(left.add(i), right.add(i), kinds.add(i), count - i).finish(),
            }
        }
        true
    }
}

/// What two words tell by themselves.
enum Shallow {
    Equal,
    Different,
    /// They are objects of one type with parts.
    Inside,
}

/// # Safety
/// Words of this kind of two live values of one type.
#[inline]
unsafe fn shallow(left: u64, right: u64, kind: WordKind) -> Shallow {
    let of = |equal: bool| if equal { Shallow::Equal } else { Shallow::Different };
    match kind {
        WordKind::Raw => of(left == right),
        WordKind::Float => of(f64::from_bits(left) == f64::from_bits(right)),
        WordKind::Ptr if left == right => Shallow::Equal,
        // Null and odd words are variants without payload.
        WordKind::Ptr if left == 0 || right == 0 || (left | right) & 1 == 1 => Shallow::Different,
        WordKind::Ptr => {
            let (left, right) = (left as *const Object, right as *const Object);
            // SAFETY: even words of kind `Ptr` that are not null are objects.
            match unsafe { (*(*left).desc).kind } {
                ObjectKind::String | ObjectKind::Bytes => {
                    of(string::as_bytes(left.cast()) == string::as_bytes(right.cast()))
                }
                ObjectKind::Closure | ObjectKind::Resource => Shallow::Different,
                ObjectKind::Record | ObjectKind::List | ObjectKind::Map | ObjectKind::Set => Shallow::Inside,
            }
        }
    }
}

/// One thing that must hold.
enum Task {
    /// So many words are equal in pairs; their kinds come again and again.
    Words(Words),
    /// What the first table holds from this entry on is in the second.
    Entries { left: *const TableObject, right: *const TableObject, next: usize },
    /// The task above compares the key of an entry with that of the one at `place`, which has the same hash. When they are
    /// equal, their values must be; when not, the next such entry may be the one.
    Candidate { entry: *const u64, right: *const TableObject, place: *const u32 },
}

struct Words {
    left: *const u64,
    right: *const u64,
    kinds: *const WordKind,
    /// How many kinds there are, and the position among them.
    stride: usize,
    at: usize,
    /// How many words are left.
    count: usize,
}

/// A comparison under way. The last task is the next to do.
pub struct Equality {
    tasks: Worklist<Task>,
}

impl Equality {
    /// Compares so many words of these kinds.
    ///
    /// # Safety
    /// They belong to live values of one type, which stay alive and unchanged as long as this does.
    pub unsafe fn new(left: *const u64, right: *const u64, kinds: *const WordKind, count: usize) -> Self {
        let mut tasks = Worklist::new();
        tasks.push(Task::Words(Words { left, right, kinds, stride: count, at: 0, count }));
        Equality { tasks }
    }

    /// Compares two tables of one type.
    ///
    /// # Safety
    /// As for `new`.
    pub unsafe fn of_tables(left: *const TableObject, right: *const TableObject) -> Self {
        let mut equality = Equality { tasks: Worklist::new() };
        // SAFETY: by contract. Tables of different sizes leave a task that fails.
        if !unsafe { equality.enter(left.cast(), right.cast()) } {
            equality.tasks.push(Task::Words(Words::never()));
        }
        equality
    }

    /// Adds what must hold for two objects of one type to be equal; false when it is known not to.
    ///
    /// # Safety
    /// Both are alive.
    unsafe fn enter(&mut self, left: *const Object, right: *const Object) -> bool {
        // SAFETY: descriptors are true.
        unsafe {
            let desc = &*(*left).desc;
            match desc.kind {
                ObjectKind::Record => {
                    if (*left).tag != (*right).tag {
                        return false;
                    }
                    let variant = &*desc.variants.add((*left).tag as usize);
                    let count = variant.words as usize;
                    let (left, right) = (left.cast::<u64>().add(2), right.cast::<u64>().add(2));
                    self.tasks.push(Task::Words(Words {
                        left,
                        right,
                        kinds: variant.kinds,
                        stride: count,
                        at: 0,
                        count,
                    }));
                }
                ObjectKind::List => {
                    let (left, right) = (left.cast::<ListObject>(), right.cast::<ListObject>());
                    if list::len(left) != list::len(right) {
                        return false;
                    }
                    let (kinds, stride) = list::kinds(left);
                    let (count, left, right) = (list::words(left), (*left).start, (*right).start);
                    self.tasks.push(Task::Words(Words { left, right, kinds, stride, at: 0, count }));
                }
                ObjectKind::Map | ObjectKind::Set => {
                    let (left, right) = (left.cast::<TableObject>(), right.cast::<TableObject>());
                    if table::len(left) != table::len(right) {
                        return false;
                    }
                    self.tasks.push(Task::Entries { left, right, next: 0 });
                }
                ObjectKind::String | ObjectKind::Bytes | ObjectKind::Closure | ObjectKind::Resource => {}
            }
            true
        }
    }

    /// Something differs: the next candidate of the key that is looked for is tried; without one, nothing can save it.
    ///
    /// # Safety
    /// As for `new`.
    unsafe fn fail(&mut self) -> Option<bool> {
        while let Some(task) = self.tasks.pop() {
            if let Task::Candidate { entry, right, place } = task
                // SAFETY: by contract; the place is one of the table.
                && unsafe { self.seek(entry, right, Some(place)) }
            {
                return None;
            }
        }
        Some(false)
    }

    /// Looks for the entry of another table that may be equal to this one: the first with its hash, or the next behind `after`.
    /// False when there is none.
    ///
    /// # Safety
    /// As for `new`.
    unsafe fn seek(&mut self, entry: *const u64, right: *const TableObject, after: Option<*const u32>) -> bool {
        // SAFETY: by contract.
        unsafe {
            let Some((place, found)) = table::candidate(right, *entry, after) else { return false };
            self.tasks.push(Task::Candidate { entry, right, place });
            let (key, _) = table::descs(right);
            let count = key.words as usize;
            let (left, right) = (table::key_of(entry.cast_mut()), table::key_of(found));
            self.tasks.push(Task::Words(Words { left, right, kinds: key.kinds, stride: count, at: 0, count }));
            true
        }
    }

    /// The keys of a candidate are equal: so must the values be.
    ///
    /// # Safety
    /// As for `new`.
    unsafe fn accept(&mut self, entry: *const u64, right: *const TableObject, place: *const u32) {
        let shape = table::shape(right);
        let (_, Some(value)) = table::descs(right) else { return };
        // SAFETY: by contract; the place names an entry.
        unsafe {
            let found = table::entry_at(right, place);
            let (left, right) = (table::value_of(entry.cast_mut(), shape), table::value_of(found, shape));
            let count = value.words as usize;
            self.tasks.push(Task::Words(Words { left, right, kinds: value.kinds, stride: count, at: 0, count }));
        }
    }
}

impl Words {
    /// Two words that differ.
    fn never() -> Words {
        static APART: [u64; 2] = [0, 1];
        Words { left: &APART[0], right: &APART[1], kinds: &WordKind::Raw, stride: 1, at: 0, count: 1 }
    }

    /// Compares on to the first pair of objects with parts, which it gives; `Different` when words differ, `Equal` when all are
    /// done, `None` when the turn is over.
    ///
    /// # Safety
    /// As for `Equality::new`.
    unsafe fn advance(&mut self, turn: &mut Turn) -> Option<(Shallow, *const Object, *const Object)> {
        let none = std::ptr::null();
        while self.count > 0 {
            // SAFETY: within both values.
            unsafe {
                let (left, right, kind) = (*self.left, *self.right, *self.kinds.add(self.at));
                (self.left, self.right) = (self.left.add(1), self.right.add(1));
                self.count -= 1;
                self.at = if self.at + 1 == self.stride { 0 } else { self.at + 1 };
                match shallow(left, right, kind) {
                    Shallow::Equal => {}
                    Shallow::Different => return Some((Shallow::Different, none, none)),
                    Shallow::Inside => return Some((Shallow::Inside, left as *const Object, right as *const Object)),
                }
            }
            if turn.spend(1) {
                return None;
            }
        }
        Some((Shallow::Equal, none, none))
    }
}

impl Steps for Equality {
    type Output = bool;

    fn step(&mut self, turn: &mut Turn) -> Option<bool> {
        // SAFETY: by the contract of `new`.
        unsafe {
            while let Some(task) = self.tasks.last_mut() {
                let holds = match task {
                    Task::Words(words) => {
                        let (outcome, left, right) = words.advance(turn)?;
                        // What is over makes room for what comes inside its last word: a chain takes one place.
                        if words.count == 0 {
                            self.tasks.pop();
                        }
                        match outcome {
                            Shallow::Equal => true,
                            Shallow::Different => false,
                            Shallow::Inside => self.enter(left, right),
                        }
                    }
                    Task::Entries { left, right, next } => {
                        let (table, other) = (*left, *right);
                        match table::next_entry(table, next) {
                            Some(entry) => self.seek(entry, other, None),
                            None => {
                                self.tasks.pop();
                                true
                            }
                        }
                    }
                    Task::Candidate { .. } => {
                        if let Some(Task::Candidate { entry, right, place }) = self.tasks.pop() {
                            self.accept(entry, right, place);
                        }
                        true
                    }
                };
                if !holds && let Some(outcome) = self.fail() {
                    return Some(outcome);
                }
                if turn.spend(1) {
                    return None;
                }
            }
            Some(true)
        }
    }
}
