//! Deep copies: into a message on its way, and out of it into the heap of the actor that receives it; of what a new actor
//! runs, straight into its heap.
//!
//! Static objects are shared; so is structure within one value (an object with several references is copied once).

use std::collections::HashMap;

use smallvec::SmallVec;

use super::page::{Heap, system_alloc, system_free};
use super::resource::{self, Shareable};
use super::{is_counted, size_of_object, string};
use crate::abi::{ListObject, Object, ObjectKind, StringObject, ValueDesc, WordKind};
use crate::value::{list, table};

/// The words of one value; few values have more than three.
pub type Words = SmallVec<[u64; 3]>;

/// Where a copy goes.
trait Target {
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
struct Packer {
    chunks: *mut Chunk,
    resources: *mut Object,
    at: *mut u8,
    end: *mut u8,
}

impl Packer {
    fn new() -> Self {
        let none = std::ptr::null_mut();
        Packer { chunks: std::ptr::null_mut(), resources: std::ptr::null_mut(), at: none, end: none }
    }

    #[cold]
    fn add_chunk(&mut self, bytes: usize) {
        // SAFETY: null or a chunk of ours.
        let usual = unsafe { self.chunks.as_ref() }.map_or(FIRST_CHUNK, |last| (last.bytes * 2).min(LARGEST_CHUNK));
        let size = usual.max(bytes + CHUNK_HEADER);
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
        let (mut resource, mut chunk) = (self.resources, self.chunks);
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
        let source = Words::from_slice(unsafe { std::slice::from_raw_parts(words, count) });
        let mut packer = Packer::new();
        // SAFETY: `source` has as many words as kinds.
        let words = unsafe { copy(source, kinds, &mut packer) };
        Fragment { words, kinds, chunks: packer.chunks, resources: packer.resources }
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
    pub fn words(&self) -> &[u64] {
        &self.words
    }

    /// The kinds of the value's words.
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
        unsafe { copy(self.words.clone(), self.kinds, &mut CurrentHeap) }
    }

    /// Copies the value into the current heap, to `out`.
    ///
    /// # Safety
    /// `out` has room for the words.
    pub unsafe fn unpack_to(&self, out: *mut u64) {
        let words = self.unpack();
        // SAFETY: by contract.
        unsafe { std::ptr::copy_nonoverlapping(words.as_ptr(), out, words.len()) }
    }
}

/// Copies one counted value of the current heap into another heap.
///
/// # Safety
/// `object` is alive or static.
pub unsafe fn into_heap(object: *mut Object, heap: &mut Heap) -> *mut Object {
    let here = super::set_current(heap);
    // SAFETY: by contract; one word of one kind.
    let words = unsafe { copy(Words::from_slice(&[object as u64]), &WordKind::Ptr, &mut CurrentHeap) };
    super::set_current(here);
    words[0] as *mut Object
}

/// Replaces the counted words by copies in `target`.
unsafe fn copy(mut words: Words, kinds: *const WordKind, target: &mut impl Target) -> Words {
    // SAFETY: by the callers' contracts, there is a kind for each word.
    let counted =
        |(at, &word): (usize, &u64)| unsafe { *kinds.add(at) == WordKind::Ptr && is_counted(word as *const Object) };
    // Most messages are numbers, pids and atoms.
    if !words.iter().enumerate().any(counted) {
        return words;
    }
    let mut copier = Copier { target, shared: HashMap::default(), pending: SmallVec::new() };
    // SAFETY: by the callers' contracts; `pending` holds copies whose words still point at the originals.
    unsafe {
        copier.words(words.as_mut_ptr(), kinds, words.len());
        while let Some(object) = copier.pending.pop() {
            copier.inside(object);
        }
    }
    words
}

struct Copier<'t, T: Target> {
    target: &'t mut T,
    /// Copies of objects that have several references.
    shared: HashMap<*const Object, *mut Object, foldhash::fast::FixedState>,
    pending: SmallVec<[*mut Object; 8]>,
}

impl<T: Target> Copier<'_, T> {
    unsafe fn words(&mut self, words: *mut u64, kinds: *const WordKind, count: usize) {
        for i in 0..count {
            // SAFETY: within the arrays.
            unsafe {
                if *kinds.add(i) == WordKind::Ptr {
                    let object = *words.add(i) as *mut Object;
                    if is_counted(object) {
                        *words.add(i) = self.object(object) as u64;
                    }
                }
            }
        }
    }

    unsafe fn object(&mut self, object: *mut Object) -> *mut Object {
        // SAFETY: a live counted object.
        unsafe {
            if (*object).count == 1 {
                return self.shallow(object);
            }
            if let Some(&copy) = self.shared.get(&object.cast_const()) {
                (*copy).count += 1;
                return copy;
            }
            let copy = self.shallow(object);
            self.shared.insert(object, copy);
            copy
        }
    }

    /// A copy whose words still point at the originals; it is queued to have them replaced.
    unsafe fn shallow(&mut self, object: *mut Object) -> *mut Object {
        // SAFETY: a live object with a true descriptor.
        let copy = unsafe {
            match (*(*object).desc).kind {
                ObjectKind::Record | ObjectKind::Closure => {
                    let bytes = size_of_object(object);
                    let copy = self.target.piece(bytes);
                    std::ptr::copy_nonoverlapping(object.cast::<u8>(), copy, bytes);
                    copy.cast::<Object>()
                }
                ObjectKind::String | ObjectKind::Bytes => {
                    let text = string::as_bytes(object.cast());
                    let bytes = string::HEADER + text.len();
                    let copy = self.target.piece(bytes);
                    std::ptr::copy_nonoverlapping(object.cast::<u8>(), copy, bytes);
                    (*copy.cast::<StringObject>()).capacity = text.len() as u64;
                    (*copy.cast::<Object>()).count = 1;
                    return copy.cast();
                }
                ObjectKind::List => {
                    let words = list::words(object.cast());
                    let copy = self.target.piece(std::mem::size_of::<ListObject>() + 8 * words);
                    list::write_copy(object.cast(), copy.cast());
                    copy.cast()
                }
                ObjectKind::Map | ObjectKind::Set => {
                    let copy = self.target.piece(table::SIZE);
                    table::write_copy(object.cast(), copy.cast(), |bytes| self.target.piece(bytes));
                    copy.cast()
                }
                ObjectKind::Resource => return self.target.resource(resource::share(object)),
            }
        };
        // SAFETY: fresh.
        unsafe { (*copy).count = 1 };
        self.pending.push(copy);
        copy
    }

    unsafe fn inside(&mut self, object: *mut Object) {
        // SAFETY: a fresh copy of ours, so its words may be changed through the visited pointers.
        unsafe {
            match (*(*object).desc).kind {
                ObjectKind::Record => {
                    let variant = &*(*(*object).desc).variants.add((*object).tag as usize);
                    self.words(object.cast::<u64>().add(2), variant.kinds, variant.words as usize);
                }
                ObjectKind::Closure => {
                    let variant = &*(*(*object).desc).variants;
                    self.words(object.cast::<u64>().add(3), variant.kinds, variant.words as usize);
                }
                ObjectKind::List => {
                    list::each_word(object.cast(), |words, kinds, count| self.words(words.cast_mut(), kinds, count));
                }
                ObjectKind::Map | ObjectKind::Set => {
                    table::each_word(object.cast(), |words, kinds, count| self.words(words.cast_mut(), kinds, count));
                }
                ObjectKind::String | ObjectKind::Bytes | ObjectKind::Resource => {}
            }
        }
    }
}
