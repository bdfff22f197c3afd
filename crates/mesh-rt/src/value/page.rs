//! Memory of one actor: free lists by size class, filled from pages; larger pieces come from the allocator one by one.
//!
//! Invariant: every piece handed out lies in a page of `pages` or is an entry of `large`, so dropping the heap frees all.

use std::alloc::Layout;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};

use super::resource;
use crate::abi::{HeapHead, LARGEST_PIECE, Object, PIECE_STEP};
use crate::memory;
use crate::reserve;

/// Pieces up to this size come from pages, up to `FINE` bytes in steps of 16, up to twice and four times as many in steps twice and
/// four times as large: so the lists of an actor that has little are short, too.
const LARGEST_CLASS: usize = 4 * FINE;
const FINE: usize = if cfg!(feature = "checked-memory") { 0 } else { LARGEST_PIECE as usize };
const CLASSES: usize = 2 * FINE / STEP;
const STEP: usize = PIECE_STEP as usize;
/// Generated code looks for pieces of up to `LARGEST_PIECE` bytes, even where none are kept.
const LISTS: usize = LARGEST_PIECE as usize / STEP;
/// Those of larger pieces, which few heaps have.
const COARSE: usize = CLASSES.saturating_sub(LISTS);

/// The class of a piece that is no larger than `LARGEST_CLASS`, and how large its pieces are.
#[inline]
fn class_of(bytes: usize) -> (usize, usize) {
    if bytes <= FINE {
        let class = bytes.div_ceil(STEP);
        (class - 1, STEP * class)
    } else if bytes <= 2 * FINE {
        let step = (bytes - FINE).div_ceil(32);
        (FINE / STEP + step - 1, FINE + 32 * step)
    } else {
        let step = (bytes - 2 * FINE).div_ceil(64);
        (FINE / STEP + FINE / 32 + step - 1, 2 * FINE + 64 * step)
    }
}
/// Pieces up to this size are put on lists by new heaps.
static LISTED: AtomicU64 = AtomicU64::new(FINE as u64);
static WATCHED: OnceLock<fn(usize)> = OnceLock::new();

/// Every piece that heaps hand out, those that are made from now on, is told from now on, and what is packed for others.
pub fn watch(tell: fn(usize)) {
    if WATCHED.set(tell).is_ok() {
        LISTED.store(0, Ordering::Relaxed);
    }
}

/// So many bytes were taken, if anybody wants to know.
#[inline]
pub fn tell_taken(bytes: usize) {
    if let Some(tell) = WATCHED.get() {
        tell(bytes);
    }
}

const FIRST_PAGE: usize = 128;
const LARGEST_PAGE: usize = 64 * 1024;
/// The next actor that has a heap may have a page that is no larger.
const KEPT_PAGE: usize = 2 * FIRST_PAGE;

/// Free memory links to the next free piece of its class.
struct Free {
    next: *mut Free,
}

/// Begins every page: the page before it, its size, and once there is a newer one, how much of it was cut into pieces.
struct Page {
    next: *mut Page,
    bytes: u32,
    cut: u32,
}

const PAGE_HEADER: usize = size_of::<Page>();
const _: () = assert!(PAGE_HEADER == 16, "pieces are aligned to 16");

/// Begins every large piece; a doubly linked list, so that one can be freed alone.
struct Large {
    next: *mut Large,
    previous: *mut Large,
    bytes: usize,
    _align: usize,
}

const LARGE_HEADER: usize = std::mem::size_of::<Large>();

/// See the module.
#[repr(C)]
pub struct Heap {
    /// What generated code knows: this and the lists behind it.
    head: HeapHead,
    free: [*mut Free; LISTS],
    bump: *mut u8,
    end: *mut u8,
    pages: *mut Page,
    next_page: u32,
    bytes: usize,
    more: Option<Box<More>>,
}

/// What most heaps never have.
struct More {
    coarse: [*mut Free; COARSE],
    large: *mut Large,
    /// Beyond so many bytes nothing more is taken from the system.
    limit: usize,
    /// Bytes that wait outside to come in, which count.
    outside: usize,
    /// Handles to things outside the heap, dropped with it.
    resources: *mut Object,
}

impl Default for More {
    fn default() -> Self {
        let none = std::ptr::null_mut();
        More {
            coarse: [none; COARSE],
            large: std::ptr::null_mut(),
            limit: usize::MAX,
            outside: 0,
            resources: none.cast(),
        }
    }
}

const _: () = assert!(std::mem::offset_of!(Heap, free) == size_of::<HeapHead>());

// SAFETY: a heap is used by one thread at a time; the scheduler hands it over.
unsafe impl Send for Heap {}

impl Heap {
    pub fn new() -> Self {
        Heap {
            head: HeapHead { live: 0, listed: LISTED.load(Ordering::Relaxed) },
            free: [std::ptr::null_mut(); LISTS],
            bump: std::ptr::null_mut(),
            end: std::ptr::null_mut(),
            pages: std::ptr::null_mut(),
            next_page: FIRST_PAGE as u32,
            bytes: 0,
            more: None,
        }
    }

    /// What most heaps never have; made now.
    #[inline]
    fn more(&mut self) -> &mut More {
        self.more.get_or_insert_default()
    }

    /// The first of the handles to things outside.
    pub(super) fn resources(&self) -> *mut Object {
        self.more.as_ref().map_or(std::ptr::null_mut(), |more| more.resources)
    }

    pub(super) fn set_resources(&mut self, first: *mut Object) {
        self.more().resources = first;
    }

    /// The free pieces of a class.
    #[inline]
    fn list(&mut self, class: usize) -> &mut *mut Free {
        if class < LISTS { &mut self.free[class] } else { &mut self.more().coarse[class - LISTS] }
    }

    /// What is taken of it from now on is told: each piece comes from the system, and no list has any.
    pub fn be_watched(&mut self) {
        self.head.listed = 0;
        (self.free, self.bump) = ([std::ptr::null_mut(); LISTS], self.end);
        if let Some(more) = &mut self.more {
            more.coarse = [std::ptr::null_mut(); COARSE];
        }
    }

    /// Whether that is so.
    fn is_watched(&self) -> bool {
        self.head.listed != FINE as u64
    }

    /// How many pieces are in use.
    pub fn live(&self) -> u64 {
        self.head.live
    }

    /// Bytes taken from the system.
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// Bounds the bytes that are taken from the system, and those that are counted from now on.
    pub fn set_limit(&mut self, bytes: usize) {
        if self.more.is_some() || bytes != usize::MAX {
            let more = self.more();
            (more.limit, more.outside) = (bytes, 0);
        }
    }

    #[inline]
    fn limit(&self) -> usize {
        self.more.as_ref().map_or(usize::MAX, |more| more.limit)
    }

    /// Whether there is a bound.
    #[inline]
    pub fn is_limited(&self) -> bool {
        self.limit() != usize::MAX
    }

    /// Counts bytes that wait outside; gives a sentence when all are too many.
    pub fn count_outside(&mut self, bytes: usize) -> Option<String> {
        let held = self.bytes;
        let more = self.more();
        more.outside = more.outside.saturating_add(bytes);
        (held.saturating_add(more.outside) > more.limit).then(|| self.over_limit())
    }

    /// So many of them are gone, or have come in.
    pub fn uncount_outside(&mut self, bytes: usize) {
        if let Some(more) = &mut self.more {
            more.outside = more.outside.saturating_sub(bytes);
        }
    }

    fn over_limit(&self) -> String {
        format!("out of memory: the actor may have {} bytes", self.limit())
    }

    /// Throws `TooLarge` when so many bytes more are too many.
    fn check_limit(&self, bytes: usize) {
        if let Some(more) = &self.more
            && bytes > more.limit.saturating_sub(self.bytes).saturating_sub(more.outside)
        {
            super::too_large(self.over_limit());
        }
    }

    /// A piece of at least `bytes`, aligned to 16.
    #[inline]
    pub fn alloc(&mut self, bytes: usize) -> *mut u8 {
        self.head.live += 1;
        if bytes > LARGEST_CLASS {
            // Generated code takes pieces of one class for each other, also where each is asked for alone.
            let is_piece = bytes <= LARGEST_PIECE as usize;
            return self.alloc_large(if is_piece { bytes.next_multiple_of(STEP) } else { bytes });
        }
        let (class, size) = class_of(bytes);
        let list = self.list(class);
        if !list.is_null() {
            let piece = *list;
            // SAFETY: pieces on a free list are ours and hold a link.
            *list = unsafe { (*piece).next };
            return piece.cast();
        }
        self.carve(size)
    }

    #[inline(never)]
    fn carve(&mut self, bytes: usize) -> *mut u8 {
        if (self.end as usize) - (self.bump as usize) < bytes {
            if self.is_watched() {
                return self.alloc_large(bytes);
            }
            self.add_page(bytes);
        }
        let piece = self.bump;
        // SAFETY: the page has room for `bytes` more.
        self.bump = unsafe { piece.add(bytes) };
        piece
    }

    /// A page with room for a piece of so many bytes.
    fn add_page(&mut self, piece: usize) {
        let bytes = (self.next_page as usize).max((piece + size_of::<Page>()).next_power_of_two());
        self.check_limit(bytes);
        self.next_page = (bytes * 2).min(LARGEST_PAGE) as u32;
        if bytes == LARGEST_PAGE {
            memory::note_taken(bytes);
        }
        let page = system_alloc(bytes).cast::<Page>();
        // SAFETY: the newest page is ours; fresh memory.
        unsafe {
            if let Some(before) = self.pages.as_mut() {
                before.cut = (self.bump as usize - self.pages as usize) as u32;
            }
            page.write(Page { next: self.pages, bytes: bytes as u32, cut: 0 });
        }
        self.pages = page;
        self.bytes += bytes;
        // SAFETY: within the page.
        self.bump = unsafe { page.cast::<u8>().add(PAGE_HEADER) };
        self.end = unsafe { page.cast::<u8>().add(bytes) };
    }

    fn alloc_large(&mut self, bytes: usize) -> *mut u8 {
        let total = bytes + LARGE_HEADER;
        if self.is_watched() {
            tell_taken(bytes);
        }
        self.check_limit(total);
        memory::note_taken(total);
        let piece = system_alloc(total).cast::<Large>();
        self.bytes += total;
        let more = self.more();
        // SAFETY: fresh memory; the list's first entry is ours.
        unsafe {
            piece.write(Large { next: more.large, previous: std::ptr::null_mut(), bytes: total, _align: 0 });
            if !more.large.is_null() {
                (*more.large).previous = piece;
            }
            more.large = piece;
            piece.cast::<u8>().add(LARGE_HEADER)
        }
    }

    /// Takes a piece back. `bytes` is what it was asked for.
    #[inline]
    pub fn free(&mut self, piece: *mut u8, bytes: usize) {
        self.head.live -= 1;
        if bytes as u64 <= self.head.listed { self.put_back(piece, bytes) } else { self.free_coarse(piece, bytes) }
    }

    #[inline(never)]
    fn free_coarse(&mut self, piece: *mut u8, bytes: usize) {
        if bytes > LARGEST_CLASS || (self.is_watched() && !self.is_of_page(piece)) {
            self.free_large(piece);
        } else if !self.is_watched() {
            self.put_back(piece, bytes);
        }
    }

    /// Whether a piece was cut from a page.
    fn is_of_page(&self, piece: *mut u8) -> bool {
        let mut next = self.pages;
        // SAFETY: pages are ours.
        while let Some(page) = unsafe { next.as_ref() } {
            if (next as usize..next as usize + page.bytes as usize).contains(&(piece as usize)) {
                return true;
            }
            next = page.next;
        }
        false
    }

    #[inline(always)]
    fn put_back(&mut self, piece: *mut u8, bytes: usize) {
        let (class, _) = class_of(bytes);
        let free = piece.cast::<Free>();
        let list = self.list(class);
        // SAFETY: the piece is ours and at least 16 bytes.
        unsafe { free.write(Free { next: *list }) };
        *list = free;
    }

    fn free_large(&mut self, piece: *mut u8) {
        // SAFETY: the header lies before the piece, the neighbours are entries of our list.
        unsafe {
            let large = piece.sub(LARGE_HEADER).cast::<Large>();
            let Large { next, previous, bytes, .. } = large.read();
            if previous.is_null() {
                self.more().large = next;
            } else {
                (*previous).next = next;
            }
            if !next.is_null() {
                (*next).previous = previous;
            }
            self.bytes -= bytes;
            system_free(large.cast(), bytes);
        }
    }

    /// Forgets all that it holds, so that another actor can have it. False for one that holds, or did hold, more than most: that is
    /// to be dropped.
    pub fn clear(&mut self) -> bool {
        // SAFETY: null, or a page of ours.
        let (is_small, first) = match unsafe { self.pages.as_mut() } {
            None => (true, std::ptr::null_mut()),
            Some(page) => (page.next.is_null() && page.bytes as usize <= KEPT_PAGE, self.pages.cast::<u8>()),
        };
        if !is_small || self.more.is_some() || self.is_watched() || LISTED.load(Ordering::Relaxed) != self.head.listed {
            return false;
        }
        self.head.live = 0;
        self.free = [std::ptr::null_mut(); LISTS];
        if !first.is_null() {
            // SAFETY: within the page.
            self.bump = unsafe { first.add(PAGE_HEADER) };
        }
        true
    }

    /// Gives the pages back in which nothing is in use, but for the newest one. Takes a while: it looks at every free piece.
    pub fn give_back(&mut self) {
        if self.pages.is_null() || CLASSES == 0 {
            return;
        }
        let unused = self.unused_pages();
        let lies_in_one =
            |piece: *mut Free| is_in(&unused, piece as usize).is_some_and(|at| unused[at].free == unused[at].cut);
        let coarse = self.more.iter_mut().flat_map(|more| &mut more.coarse);
        for list in self.free.iter_mut().chain(coarse) {
            let mut place: *mut *mut Free = list;
            // SAFETY: pieces of a free list are ours and hold a link.
            unsafe {
                while !(*place).is_null() {
                    if lies_in_one(*place) {
                        *place = (**place).next;
                    } else {
                        place = &raw mut (**place).next;
                    }
                }
            }
        }
        // SAFETY: the newest page stays; the others are ours, and nothing of those that go is in use or on a list any more.
        unsafe {
            let mut place = &raw mut (*self.pages).next;
            while let Some(&Page { next, bytes, .. }) = (*place).as_ref() {
                if lies_in_one((*place).cast::<u8>().add(PAGE_HEADER).cast()) {
                    self.bytes -= bytes as usize;
                    system_free((*place).cast(), bytes as usize);
                    *place = next;
                } else {
                    place = &raw mut (**place).next;
                }
            }
        }
    }

    fn coarse(&self, class: usize) -> *mut Free {
        self.more.as_ref().map_or(std::ptr::null_mut(), |more| more.coarse[class - LISTS])
    }

    /// How much of each page but the newest one was cut into pieces, and how much of that is free; in the order of their addresses.
    fn unused_pages(&self) -> Vec<Fill> {
        let mut pages = Vec::new();
        // SAFETY: pages are ours.
        unsafe {
            let mut page = (*self.pages).next;
            while let Some(&Page { next, cut, .. }) = page.as_ref() {
                pages.push(Fill { start: page as usize, cut: cut as usize - PAGE_HEADER, free: 0 });
                page = next;
            }
        }
        pages.sort_unstable_by_key(|page| page.start);
        let mut bytes = 0;
        while bytes < LARGEST_CLASS {
            let (class, size) = class_of(bytes + 1);
            let mut piece = if class < LISTS { self.free[class] } else { self.coarse(class) };
            while !piece.is_null() {
                if let Some(at) = is_in(&pages, piece as usize) {
                    pages[at].free += size;
                }
                // SAFETY: as above.
                piece = unsafe { (*piece).next };
            }
            bytes = size;
        }
        pages
    }
}

/// See `Heap::unused_pages`.
struct Fill {
    start: usize,
    cut: usize,
    free: usize,
}

/// Which of the pages a piece lies in.
fn is_in(pages: &[Fill], piece: usize) -> Option<usize> {
    let at = pages.partition_point(|page| page.start < piece).checked_sub(1)?;
    (piece < pages[at].start + PAGE_HEADER + pages[at].cut).then_some(at)
}

impl Default for Heap {
    fn default() -> Self {
        Self::new()
    }
}

impl Drop for Heap {
    fn drop(&mut self) {
        resource::drop_all(self);
        // SAFETY: pages and large pieces are ours alone, and nothing of them is used after this.
        unsafe {
            while !self.pages.is_null() {
                let Page { next, bytes, .. } = self.pages.read();
                system_free(self.pages.cast(), bytes as usize);
                self.pages = next;
            }
            let mut large = self.more.as_ref().map_or(std::ptr::null_mut(), |more| more.large);
            while !large.is_null() {
                let Large { next, bytes, .. } = large.read();
                system_free(large.cast(), bytes);
                large = next;
            }
        }
    }
}

/// Memory from the allocator, aligned to 16. Throws `TooLarge` when there is none.
pub fn system_alloc(bytes: usize) -> *mut u8 {
    // SAFETY: the size is not zero.
    let alloc = |layout| unsafe { memory::try_alloc(layout) };
    let piece = Layout::from_size_align(bytes, 16).map_or(std::ptr::null_mut(), alloc);
    if piece.is_null() {
        out_of_memory(bytes);
    }
    piece
}

/// What is less is not asked for before.
const MUCH: usize = 1 << 20;

/// Throws `TooLarge` when so much memory is not to be had: for what is going to be made outside of the heap, where a want of
/// memory would end the program.
pub fn ask_for(bytes: usize) {
    if bytes >= MUCH {
        let piece = system_alloc(bytes);
        // SAFETY: just asked for.
        unsafe { system_free(piece, bytes) };
    }
}

/// Makes room for more elements of what lies outside of the heap and grows with what the program does. Throws `TooLarge` when there
/// is no memory for them.
pub fn make_room<T>(all: &mut Vec<T>, more: usize) {
    make_room_by::<T>(all.len(), all.capacity(), more, |count| all.try_reserve(count).is_ok());
}

/// The same for what has room for so many: `reserve` makes it for so many more, or cannot.
#[inline]
pub fn make_room_by<T>(len: usize, capacity: usize, more: usize, reserve: impl FnOnce(usize) -> bool) {
    if capacity - len < more {
        make_room_now(len, capacity, more, size_of::<T>(), reserve);
    }
}

#[cold]
fn make_room_now(len: usize, capacity: usize, more: usize, each: usize, reserve: impl FnOnce(usize) -> bool) {
    let wanted = len.saturating_add(more).max(capacity.saturating_mul(2));
    let bytes = wanted.saturating_mul(each);
    let is_to_be_had = (bytes < memory::LARGE || memory::is_to_be_had(bytes)) && (bytes < MUCH || reserve::is_whole());
    if !is_to_be_had || !memory::fallible(|| reserve(wanted - len)) {
        out_of_memory(bytes);
    }
}

/// The same for what many small pieces are going to take, of which others need not know. Where nothing limits the address space there is
/// enough of it.
pub fn ask_for_pieces(bytes: usize) {
    if !memory::is_to_be_had(bytes) {
        out_of_memory(bytes);
    }
    if memory::address_space().is_some() {
        ask_for(bytes);
    }
}

/// Throws `TooLarge` for memory that is not to be had.
#[cold]
pub fn out_of_memory(bytes: usize) -> ! {
    super::too_large(format!("out of memory: {bytes} bytes are not to be had"))
}

/// Gives memory of `system_alloc` back.
///
/// # Safety
/// `piece` came from `system_alloc(bytes)` and is not used any more.
pub unsafe fn system_free(piece: *mut u8, bytes: usize) {
    let layout = Layout::from_size_align(bytes, 16).expect("it was allocated with this layout");
    // SAFETY: by contract.
    unsafe { memory::free(piece, layout) }
}

#[cfg(test)]
mod tests;
