//! Deep copies: into a message on its way, and out of it into the heap of the actor that receives it; of what a new actor
//! runs, straight into its heap.
//!
//! Static objects are shared; so is structure within one value (an object with several references is copied once).

use super::copies::Copies;
use super::page::{self, Heap, system_alloc, system_free};
use super::resource::{self, Shareable};
use super::{is_counted, size_of_object, string};
use crate::abi::{IMMORTAL, ListObject, Object, ObjectKind, ValueDesc, WordKind};
use crate::turn::{Steps, Turn};
use crate::value::list;
use crate::value::table::{self, TableObject};
use crate::value::words::Words;
use crate::value::worklist::Worklist;

/// Where a copy goes.
pub(super) trait Target {
    /// What the counts of its objects begin with.
    const COUNT: u32 = 1;
    fn piece(&mut self, bytes: usize) -> *mut u8;
    fn resource(&mut self, value: Box<dyn Shareable>) -> *mut Object;
}

/// The current heap.
struct CurrentHeap;

impl Target for CurrentHeap {
    fn piece(&mut self, bytes: usize) -> *mut u8 {
        super::alloc_piece(bytes)
    }
    fn resource(&mut self, value: Box<dyn Shareable>) -> *mut Object {
        resource::adopt(value)
    }
}

/// A value outside every heap: on its way from one actor to another.
pub struct Fragment {
    words: Words,
    kinds: *const WordKind,
    /// The memory of its objects, newest first; null when it has none.
    chunks: *mut Chunk,
    /// Its resources, a list; null when it has none.
    resources: *mut Object,
}

/// Begins each piece of memory of a fragment.
#[repr(C, align(16))]
struct Chunk {
    next: *mut Chunk,
    bytes: usize,
}

const CHUNK_HEADER: usize = std::mem::size_of::<Chunk>();
/// The first piece of memory; each further one is twice as large, up to 64 KiB.
const FIRST_CHUNK: usize = 256;
const LARGEST_CHUNK: usize = 64 << 10;

// SAFETY: a fragment owns all it points to; resources are `Send`.
unsafe impl Send for Fragment {}

/// Gives memory for the copies that become a fragment.
pub(super) struct Packer {
    chunks: *mut Chunk,
    resources: *mut Object,
    at: *mut u8,
    end: *mut u8,
}

impl Packer {
    pub(super) fn new() -> Self {
        let none = std::ptr::null_mut();
        Packer { chunks: std::ptr::null_mut(), resources: std::ptr::null_mut(), at: none, end: none }
    }

    #[cold]
    fn add_chunk(&mut self, bytes: usize) {
        // SAFETY: null or a chunk of ours.
        let usual = unsafe { self.chunks.as_ref() }.map_or(FIRST_CHUNK, |last| (last.bytes * 2).min(LARGEST_CHUNK));
        let size = usual.max(bytes + CHUNK_HEADER);
        page::tell_taken(size);
        let chunk = system_alloc(size).cast::<Chunk>();
        // SAFETY: fresh memory of `size` bytes.
        unsafe {
            chunk.write(Chunk { next: self.chunks, bytes: size });
            self.at = chunk.cast::<u8>().add(CHUNK_HEADER);
            self.end = chunk.cast::<u8>().add(size);
        }
        self.chunks = chunk;
    }
}

impl Target for Packer {
    fn piece(&mut self, bytes: usize) -> *mut u8 {
        let bytes = bytes.next_multiple_of(16);
        if (self.end as usize) - (self.at as usize) < bytes {
            self.add_chunk(bytes);
        }
        let piece = self.at;
        // SAFETY: the chunk has room.
        self.at = unsafe { piece.add(bytes) };
        piece
    }
    fn resource(&mut self, value: Box<dyn Shareable>) -> *mut Object {
        let memory = self.piece(resource::SIZE).cast();
        // SAFETY: room for a resource object.
        unsafe { resource::write_detached(memory, value, self.resources) };
        self.resources = memory;
        memory
    }
}

impl Drop for Fragment {
    fn drop(&mut self) {
        free_all(self.resources, self.chunks);
    }
}

impl Drop for Packer {
    fn drop(&mut self) {
        free_all(self.resources, self.chunks);
    }
}

/// Frees what a fragment is made of.
fn free_all(mut resource: *mut Object, mut chunk: *mut Chunk) {
    while !resource.is_null() {
        // SAFETY: written by `write_detached`, dropped once.
        resource = unsafe { resource::drop_detached(resource) };
    }
    while !chunk.is_null() {
        // SAFETY: a chunk of ours, from `system_alloc`.
        unsafe {
            let Chunk { next, bytes } = chunk.read();
            system_free(chunk.cast(), bytes);
            chunk = next;
        }
    }
}

impl Fragment {
    /// Copies a value out of the current heap.
    ///
    /// # Safety
    /// `words` points at the words of a live value of the type that `desc` describes.
    pub unsafe fn pack(words: *const u64, desc: *const ValueDesc) -> Fragment {
        // SAFETY: by contract.
        unsafe { Self::pack_words(words, (*desc).kinds, (*desc).words as usize) }
    }

    /// The same for words of the given kinds, which are static.
    ///
    /// # Safety
    /// `words` and `kinds` have `count` entries of a live value.
    pub unsafe fn pack_words(words: *const u64, kinds: *const WordKind, count: usize) -> Fragment {
        // SAFETY: by contract.
        unsafe { Packing::of_words(words, kinds, count) }.finish()
    }

    /// A value in which nothing is counted.
    ///
    /// # Safety
    /// `words` and `kinds` have `count` entries of such a value.
    pub unsafe fn of_plain(words: *const u64, kinds: *const WordKind, count: usize) -> Fragment {
        // SAFETY: by contract.
        let words = unsafe { Words::copy(words, count) };
        Fragment { words, kinds, chunks: std::ptr::null_mut(), resources: std::ptr::null_mut() }
    }

    /// A copy of the value's words.
    pub fn clone_words(&self) -> Words {
        self.words.clone()
    }

    /// Whether it has no objects of its own: then its words are the value in every heap.
    #[inline]
    pub fn is_plain(&self) -> bool {
        self.chunks.is_null()
    }

    /// How much memory it holds.
    pub fn bytes(&self) -> usize {
        let (mut chunk, mut total) = (self.chunks, 0);
        // SAFETY: null or a chunk of ours.
        while let Some(&Chunk { next, bytes }) = unsafe { chunk.as_ref() } {
            total += bytes;
            chunk = next;
        }
        total
    }

    /// The value's words.
    #[inline]
    pub fn words(&self) -> &[u64] {
        &self.words
    }

    /// The kinds of the value's words.
    #[inline]
    pub fn kinds(&self) -> *const WordKind {
        self.kinds
    }

    /// The same value once more.
    pub fn duplicate(&self) -> Fragment {
        // SAFETY: the fragment holds a whole value.
        unsafe { Self::pack_words(self.words.as_ptr(), self.kinds, self.words.len()) }
    }

    /// Copies the value into the current heap: its words.
    pub fn unpack(&self) -> Words {
        // SAFETY: the fragment holds a whole value.
        unsafe { copy(self.words.clone(), self.kinds, CurrentHeap) }
    }

    /// Copies the value into the current heap, to `out`.
    ///
    /// # Safety
    /// `out` has room for the words.
    pub unsafe fn unpack_to(&self, out: *mut u64) {
        if self.is_plain() {
            // SAFETY: by contract.
            return unsafe { super::copy_words(self.words.as_ptr(), out, self.words.len()) };
        }
        let words = self.unpack();
        // SAFETY: by contract.
        unsafe { std::ptr::copy_nonoverlapping(words.as_ptr(), out, words.len()) }
    }
}

/// A value on its way out of the current heap.
pub struct Packing {
    kinds: *const WordKind,
    words: Words,
    copier: Copier<Packer>,
}

impl Packing {
    /// Of a value of the described type.
    ///
    /// # Safety
    /// `words` points at the words of such a value, which stays alive and unchanged as long as this does.
    pub unsafe fn of(words: *const u64, desc: *const ValueDesc) -> Packing {
        // SAFETY: by contract.
        unsafe { Self::of_words(words, (*desc).kinds, (*desc).words as usize) }
    }

    unsafe fn of_words(words: *const u64, kinds: *const WordKind, count: usize) -> Packing {
        // Made where it stays: it is large.
        // SAFETY: by the callers' contracts.
        let words = unsafe { Words::copy(words, count) };
        let mut packing = Packing { kinds, words, copier: Copier::new(Packer::new()) };
        // SAFETY: there is a kind for each word.
        unsafe { packing.copier.enter(&mut packing.words, kinds) };
        packing
    }
}

impl Steps for Packing {
    type Output = Fragment;
    #[inline]
    fn step(&mut self, turn: &mut Turn) -> Option<Fragment> {
        self.copier.step(turn)?;
        // They are the fragment's now.
        let chunks = std::mem::replace(&mut self.copier.target.chunks, std::ptr::null_mut());
        let resources = std::mem::replace(&mut self.copier.target.resources, std::ptr::null_mut());
        let words = std::mem::replace(&mut self.words, Words::none());
        Some(Fragment { words, kinds: self.kinds, chunks, resources })
    }
}

/// A fragment on its way into the current heap.
pub struct Unpacking {
    words: Words,
    copier: Copier<CurrentHeap>,
}

impl Unpacking {
    /// Of this one.
    ///
    /// # Safety
    /// The fragment stays alive until the value is there.
    pub unsafe fn of(fragment: &Fragment) -> Unpacking {
        let mut unpacking = Unpacking { words: fragment.words.clone(), copier: Copier::new(CurrentHeap) };
        // SAFETY: the fragment holds a whole value.
        unsafe { unpacking.copier.enter(&mut unpacking.words, fragment.kinds) };
        unpacking
    }
}

impl Steps for Unpacking {
    type Output = Words;
    fn step(&mut self, turn: &mut Turn) -> Option<Words> {
        self.copier.step(turn)?;
        Some(std::mem::replace(&mut self.words, Words::none()))
    }
}

/// Copies one counted value of the current heap into another heap.
///
/// # Safety
/// `object` is alive or static.
pub unsafe fn into_heap(object: *mut Object, heap: &mut Heap) -> *mut Object {
    /// Goes back to the heap before, also when there is no memory for the copy.
    struct Back(*mut Heap);
    impl Drop for Back {
        fn drop(&mut self) {
            super::set_current(self.0);
        }
    }
    let _back = Back(super::set_current(heap));
    // SAFETY: by contract; one word of one kind.
    let words = unsafe { copy(Words::copy(&(object as u64), 1), &WordKind::Ptr, CurrentHeap) };
    words[0] as *mut Object
}

/// Replaces the counted words by copies in `target`.
///
/// # Safety
/// There is a kind for each word of a live value.
pub(super) unsafe fn copy(mut words: Words, kinds: *const WordKind, target: impl Target) -> Words {
    // SAFETY: by the callers' contracts, there is a kind for each word.
    if unsafe { any_counted(words.as_ptr(), kinds, words.len()) } {
        let mut copier = Copier::new(target);
        // SAFETY: as above.
        unsafe { copier.enter(&mut words, kinds) };
        while copier.step(&mut Turn::endless()).is_none() {}
    }
    words
}

/// What is still to be done.
enum Task {
    /// So many words of a copy still refer to the originals; their kinds come again and again.
    Words { words: *mut u64, kinds: *const WordKind, stride: usize, at: usize, count: usize },
    /// So do the entries of a table from this one on.
    Entries { table: *mut TableObject, next: usize },
    /// So many bytes are to be copied as they are.
    Bytes { from: *const u8, to: *mut u8, count: usize },
    /// The entries of a table from this one on are to be put into its copy as they are.
    Rows { from: *const TableObject, to: *mut TableObject, next: usize },
}

/// So few words are looked at before there is a task for them: often nothing among them is counted.
const FEW: usize = 8;

/// Whether a word among these is an object that is counted.
///
/// # Safety
/// `words` and `kinds` have `count` entries of a live value.
#[inline]
pub unsafe fn any_counted(words: *const u64, kinds: *const WordKind, count: usize) -> bool {
    // SAFETY: by contract.
    (0..count).any(|at| unsafe { *kinds.add(at) == WordKind::Ptr && is_counted(*words.add(at) as *const Object) })
}

/// So much is copied as it is in one go.
const PORTION: usize = 1 << 15;

struct Copier<T: Target> {
    target: T,
    /// Copies of objects that have several references.
    shared: Copies,
    tasks: Worklist<Task, 4>,
}

impl<T: Target> Copier<T> {
    #[inline]
    fn new(target: T) -> Self {
        Copier { target, shared: Copies::default(), tasks: Worklist::new() }
    }

    /// Begins to replace the counted words by copies.
    ///
    /// # Safety
    /// There is a kind for each word of a live value.
    #[inline]
    unsafe fn enter(&mut self, words: &mut Words, kinds: *const WordKind) {
        for (at, word) in words.iter_mut().enumerate() {
            // SAFETY: by contract.
            unsafe { self.word(word, *kinds.add(at)) };
        }
    }

    /// Replaces a word by its copy.
    ///
    /// # Safety
    /// A word of this kind of a live value, in a place of ours.
    #[inline]
    unsafe fn word(&mut self, word: *mut u64, kind: WordKind) {
        // SAFETY: by contract.
        unsafe {
            let object = *word as *mut Object;
            if kind == WordKind::Ptr && is_counted(object) {
                *word = self.object(object) as u64;
            }
        }
    }

    unsafe fn object(&mut self, object: *mut Object) -> *mut Object {
        // SAFETY: a live counted object.
        unsafe {
            if (*object).count == 1 {
                return self.shallow(object);
            }
            if let Some(copy) = self.shared.get(object) {
                (*copy).count += T::COUNT & !IMMORTAL;
                return copy;
            }
            let copy = self.shallow(object);
            self.shared.insert(object, copy);
            copy
        }
    }

    /// Copies bytes, at once or as a task.
    ///
    /// # Safety
    /// `to` is ours and has room for them.
    unsafe fn bytes(&mut self, from: *const u8, to: *mut u8, count: usize) {
        if count > PORTION {
            self.tasks.push(Task::Bytes { from, to, count });
        } else {
            // SAFETY: by contract.
            unsafe { std::ptr::copy_nonoverlapping(from, to, count) };
        }
    }

    /// A copy whose words still point at the originals; having them replaced is a task.
    ///
    /// # Safety
    /// A live object with a true descriptor.
    unsafe fn shallow(&mut self, object: *mut Object) -> *mut Object {
        // SAFETY: by contract; pieces are as large as what is written to them.
        unsafe {
            let copy = match (*(*object).desc).kind {
                ObjectKind::Record | ObjectKind::Closure => {
                    let bytes = size_of_object(object);
                    let copy = self.target.piece(bytes).cast::<Object>();
                    std::ptr::copy_nonoverlapping(object.cast::<u8>(), copy.cast(), bytes);
                    (*copy).count = 1;
                    let is_record = (*(*object).desc).kind == ObjectKind::Record;
                    let (tag, first) = if is_record { ((*object).tag as usize, 2) } else { (0, 3) };
                    let variant = &*(*(*object).desc).variants.add(tag);
                    let (words, count) = (copy.cast::<u64>().add(first), variant.words as usize);
                    if variant.pointers > 0 && (count > FEW || any_counted(words, variant.kinds, count)) {
                        self.tasks.push(Task::Words { words, kinds: variant.kinds, stride: count, at: 0, count });
                    }
                    copy
                }
                ObjectKind::String | ObjectKind::Bytes => {
                    let text = string::as_bytes(object.cast());
                    let copy = self.target.piece(string::size_of_copy(object.cast()));
                    string::write_header(object.cast(), copy.cast());
                    self.bytes(text.as_ptr(), copy.add(string::HEADER), text.len());
                    copy.cast()
                }
                ObjectKind::List => {
                    let (list, count) = (object.cast::<ListObject>(), list::words(object.cast()));
                    let copy = self.target.piece(std::mem::size_of::<ListObject>() + 8 * count).cast::<ListObject>();
                    list::write_header(list, copy);
                    let (words, (kinds, stride)) = ((*copy).start, list::kinds(list));
                    if list::has_pointers(list) {
                        self.tasks.push(Task::Words { words, kinds, stride, at: 0, count });
                    }
                    self.bytes((*list).start.cast(), words.cast(), 8 * count);
                    copy.cast()
                }
                ObjectKind::Map | ObjectKind::Set => {
                    let copy = self.target.piece(table::SIZE).cast::<TableObject>();
                    let from = object.cast::<TableObject>();
                    table::write_header(from, copy, |bytes| self.target.piece(bytes));
                    self.tasks.push(Task::Entries { table: copy, next: 0 });
                    self.tasks.push(Task::Rows { from, to: copy, next: 0 });
                    copy.cast()
                }
                ObjectKind::Resource => self.target.resource(resource::share(object)),
            };
            (*copy).count = T::COUNT;
            copy
        }
    }

    /// Replaces words of a copy; `None` when the turn is over.
    ///
    /// # Safety
    /// The last task is one of words.
    unsafe fn words(&mut self, turn: &mut Turn) -> Option<()> {
        let Some(Task::Words { mut words, kinds, stride, mut at, mut count }) = self.tasks.pop() else {
            return Some(());
        };
        while count > 0 {
            // SAFETY: within the copy.
            unsafe {
                let kind = *kinds.add(at);
                let word = words;
                words = words.add(1);
                count -= 1;
                at = if at + 1 == stride { 0 } else { at + 1 };
                if kind == WordKind::Ptr && is_counted(*word as *const Object) {
                    // What comes inside is done first, but a chain takes one place.
                    if count > 0 {
                        self.tasks.push(Task::Words { words, kinds, stride, at, count });
                    }
                    *word = self.object(*word as *mut Object) as u64;
                    return (!turn.spend(2)).then_some(());
                }
            }
            if turn.spend(1) {
                self.tasks.push(Task::Words { words, kinds, stride, at, count });
                return None;
            }
        }
        Some(())
    }

    /// Does the last task, or some of it; `None` when the turn is over.
    ///
    /// # Safety
    /// What the tasks point at is alive, or a copy of ours.
    unsafe fn advance(&mut self, turn: &mut Turn) -> Option<()> {
        // SAFETY: by contract.
        unsafe {
            match self.tasks.last_mut()? {
                Task::Words { .. } => self.words(turn),
                Task::Entries { table, next } => {
                    let (table, entry) = (*table, table::next_entry(*table, next));
                    let Some(entry) = entry else {
                        self.tasks.pop();
                        return Some(());
                    };
                    let (key, value) = table::descs(table);
                    for i in 0..key.words as usize {
                        self.word(table::key_of(entry).add(i), *key.kinds.add(i));
                    }
                    if let Some(value) = value {
                        for i in 0..value.words as usize {
                            self.word(table::value_of(entry, table::shape(table)).add(i), *value.kinds.add(i));
                        }
                    }
                    (!turn.spend(4)).then_some(())
                }
                Task::Bytes { from, to, count } => {
                    let portion = (*count).min(PORTION);
                    std::ptr::copy_nonoverlapping(*from, *to, portion);
                    (*from, *to) = (from.add(portion), to.add(portion));
                    *count -= portion;
                    if *count == 0 {
                        self.tasks.pop();
                    }
                    (!turn.spend_bytes(portion)).then_some(())
                }
                Task::Rows { from, to, next } => {
                    match table::next_entry(*from, next) {
                        Some(entry) => table::append_distinct(*to, entry),
                        None => {
                            self.tasks.pop();
                        }
                    }
                    (!turn.spend(2)).then_some(())
                }
            }
        }
    }
}

impl<T: Target> Steps for Copier<T> {
    type Output = ();
    fn step(&mut self, turn: &mut Turn) -> Option<()> {
        while self.tasks.last_mut().is_some() {
            // SAFETY: by the contract of `begin`, and the invariants of the tasks.
            unsafe { self.advance(turn)? };
        }
        Some(())
    }
}
