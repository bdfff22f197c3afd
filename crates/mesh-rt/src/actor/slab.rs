//! Memory of letters: pieces of a few sizes, cut from slabs. A worker has some at hand, which it gives back and takes many at a time,
//! since one worker may send all that another receives. The memory of a slab of which nothing is in use goes back to the system.

#[cfg(not(any(feature = "checked-memory", miri)))]
pub use slabs::{alloc, alloc_inlined, free, join, leave_thread};
#[cfg(any(feature = "checked-memory", miri))]
pub use system::{alloc, alloc_inlined, free, join, leave_thread};

/// So many words a piece holds at most, beside the two of its header.
pub const WORDS: usize = 9;

/// The bytes of a piece with so many words, one at least.
const fn bytes_of(words: usize) -> usize {
    8 * (2 + words)
}

/// What a memory checker can follow.
#[cfg(any(feature = "checked-memory", miri))]
mod system {
    use std::alloc::{Layout, alloc as ask, dealloc, handle_alloc_error};

    fn layout(words: usize) -> Layout {
        Layout::from_size_align(super::bytes_of(words), 8).expect("small")
    }

    /// A piece with room for so many words.
    pub fn alloc(words: usize) -> *mut u8 {
        // SAFETY: the size is not zero.
        let piece = unsafe { ask(layout(words)) };
        if piece.is_null() {
            handle_alloc_error(layout(words));
        }
        piece
    }

    /// The same.
    pub fn alloc_inlined(words: usize) -> *mut u8 {
        alloc(words)
    }

    /// Takes it back.
    ///
    /// # Safety
    /// It came from `alloc` with as many words, and is not used any more.
    pub unsafe fn free(piece: *mut u8, words: usize) {
        // SAFETY: by contract.
        unsafe { dealloc(piece, layout(words)) }
    }

    /// Nothing is kept at hand.
    pub fn join() {}
    /// The same.
    pub fn leave_thread() {}
}

#[cfg(any(test, not(any(feature = "checked-memory", miri))))]
#[cfg_attr(any(feature = "checked-memory", miri), allow(dead_code))]
mod slabs {
    use std::alloc::{Layout, alloc as ask, handle_alloc_error};
    use std::cell::UnsafeCell;

    use parking_lot::Mutex;

    use super::{WORDS, bytes_of};

    /// Slabs are aligned to their size.
    const SLAB: usize = if cfg!(miri) { 4 << 10 } else { 64 << 10 };
    /// So many come from the allocator at once, which may need as much as one beside them to align them.
    const AT_ONCE: usize = if cfg!(miri) { 4 } else { 16 };
    const REGION: Layout = match Layout::from_size_align(AT_ONCE * SLAB, SLAB) {
        Ok(layout) => layout,
        Err(_) => panic!("a power of two"),
    };
    /// So many pieces move between a worker and the slabs at a time; a worker has at most twice as many at hand.
    const BATCH: usize = if cfg!(miri) { 8 } else { 1024 };
    /// So many slabs of a size are kept of which nothing is in use.
    const SPARE: usize = 2;

    /// A piece that nobody uses.
    struct Free {
        next: *mut Free,
    }

    /// Begins each slab. Those with room are in a list.
    struct Slab {
        next: *mut Slab,
        previous: *mut Slab,
        free: *mut Free,
        /// How many pieces are in use, and how many have ever been cut.
        used: usize,
        cut: usize,
    }

    const HEADER: usize = 64;
    const _: () = assert!(size_of::<Slab>() <= HEADER);

    /// The slabs of one size.
    struct Class {
        with_room: *mut Slab,
        /// How many of those are not in use at all.
        spare: usize,
    }

    // SAFETY: slabs belong to their class, behind its lock.
    unsafe impl Send for Class {}

    static CLASSES: [Mutex<Class>; WORDS] =
        [const { Mutex::new(Class { with_room: std::ptr::null_mut(), spare: 0 }) }; WORDS];

    /// Memory for a slab that no class has.
    struct Vacant(*mut Slab);

    // SAFETY: it belongs to whoever has this.
    unsafe impl Send for Vacant {}

    /// Of the slabs that no class has; the memory is the system's until they are used.
    static VACANT: Mutex<Vec<Vacant>> = Mutex::new(Vec::new());

    /// Memory for a slab.
    fn vacant() -> *mut Slab {
        let mut vacant = VACANT.lock();
        if vacant.is_empty() {
            crate::memory::note_taken(REGION.size());
            // SAFETY: the size is not zero.
            let region = unsafe { ask(REGION) };
            if region.is_null() {
                handle_alloc_error(REGION);
            }
            crate::pages::want_small(region, REGION.size());
            // SAFETY: within the region.
            let slabs = (0..AT_ONCE).rev().map(|number| Vacant(unsafe { region.add(number * SLAB) }.cast()));
            vacant.extend(slabs);
        }
        vacant.pop().expect("there are some").0
    }

    /// Gives its memory back; the address space is kept for the next one.
    ///
    /// # Safety
    /// A slab of which nothing is in use any more.
    unsafe fn vacate(slab: *mut Slab) {
        // SAFETY: by contract.
        unsafe { crate::pages::give_back(slab.cast(), SLAB) };
        VACANT.lock().push(Vacant(slab));
    }

    /// Free pieces of one size.
    #[derive(Clone, Copy)]
    struct List {
        first: *mut Free,
        count: usize,
        /// With so many, some go back: only workers, which say when they end, keep any at hand.
        most: usize,
    }

    const NONE: List = List { first: std::ptr::null_mut(), count: 0, most: 1 };

    thread_local! {
        static AT_HAND: UnsafeCell<[List; WORDS]> = const { UnsafeCell::new([NONE; WORDS]) };
    }

    /// The calling thread sends and receives much, and is going to say when it ends.
    #[inline(never)]
    pub fn join() {
        for words in 1..=WORDS {
            with_list(words, |list| list.most = 2 * BATCH);
        }
    }

    /// The calling thread ends: others get what it has at hand.
    #[inline(never)]
    pub fn leave_thread() {
        for words in 1..=WORDS {
            with_list(words, |list| {
                list.most = NONE.most;
                give(list, words);
            });
        }
    }

    #[inline(always)]
    fn with_list<R>(words: usize, work: impl FnOnce(&mut List) -> R) -> R {
        // SAFETY: only this thread has it, and `work` is one of this module's that does not come here again.
        AT_HAND.with(|lists| work(unsafe { &mut (*lists.get())[words - 1] }))
    }

    /// A piece with room for so many words. Never inlined, as `free`: where the caller pauses and goes on in another thread, the address of
    /// the first one's lists would be kept.
    #[inline(never)]
    pub fn alloc(words: usize) -> *mut u8 {
        alloc_inlined(words)
    }

    /// The same for one that is never inlined itself and does not pause.
    #[inline(always)]
    pub fn alloc_inlined(words: usize) -> *mut u8 {
        with_list(words, |list| {
            if list.first.is_null() {
                take(list, words);
            }
            let piece = list.first;
            // SAFETY: pieces of the list are ours and hold a link.
            list.first = unsafe { (*piece).next };
            list.count -= 1;
            piece.cast()
        })
    }

    /// Takes it back.
    ///
    /// # Safety
    /// It came from `alloc` with as many words, and is not used any more.
    #[inline(never)]
    pub unsafe fn free(piece: *mut u8, words: usize) {
        let piece = piece.cast::<Free>();
        with_list(words, |list| {
            // SAFETY: by contract; a piece has room for a link.
            unsafe { piece.write(Free { next: list.first }) };
            (list.first, list.count) = (piece, list.count + 1);
            if list.count >= list.most {
                give(list, words);
            }
        });
    }

    /// Fills the list.
    #[cold]
    fn take(list: &mut List, words: usize) {
        let mut class = CLASSES[words - 1].lock();
        for _ in 0..list.most.div_ceil(2) {
            let piece = class.take(words);
            // SAFETY: a piece that is ours.
            unsafe { piece.write(Free { next: list.first }) };
            (list.first, list.count) = (piece, list.count + 1);
        }
    }

    /// Gives pieces of the list back: half of what there may be stays, but no single one.
    #[cold]
    fn give(list: &mut List, words: usize) {
        let mut class = CLASSES[words - 1].lock();
        while list.count > list.most / 2 {
            let piece = list.first;
            // SAFETY: pieces of the list are ours, and come from slabs of this class.
            unsafe {
                (list.first, list.count) = ((*piece).next, list.count - 1);
                class.give(piece, words);
            }
        }
    }

    fn capacity(words: usize) -> usize {
        (SLAB - HEADER) / bytes_of(words)
    }

    impl Class {
        fn take(&mut self, words: usize) -> *mut Free {
            if self.with_room.is_null() {
                self.add_slab();
            }
            let slab = self.with_room;
            // SAFETY: slabs of the list are ours, and have room.
            unsafe {
                let piece = if (*slab).free.is_null() {
                    (*slab).cut += 1;
                    slab.cast::<u8>().add(HEADER + ((*slab).cut - 1) * bytes_of(words)).cast()
                } else {
                    let piece = (*slab).free;
                    (*slab).free = (*piece).next;
                    piece
                };
                self.spare -= usize::from((*slab).used == 0);
                (*slab).used += 1;
                if (*slab).free.is_null() && (*slab).cut == capacity(words) {
                    self.unlist(slab);
                }
                piece
            }
        }

        /// # Safety
        /// The piece is of a slab of this class, and nobody uses it.
        unsafe fn give(&mut self, piece: *mut Free, words: usize) {
            // SAFETY: slabs are aligned to their size, so the piece tells its own.
            unsafe {
                let slab = piece.map_addr(|address| address & !(SLAB - 1)).cast::<Slab>();
                if (*slab).free.is_null() && (*slab).cut == capacity(words) {
                    self.list(slab);
                }
                piece.write(Free { next: (*slab).free });
                (*slab).free = piece;
                (*slab).used -= 1;
                if (*slab).used > 0 {
                    return;
                }
                if self.spare < SPARE {
                    self.spare += 1;
                    return;
                }
                self.unlist(slab);
                vacate(slab);
            }
        }

        fn add_slab(&mut self) {
            let (slab, none) = (vacant(), std::ptr::null_mut());
            // SAFETY: memory of a slab that is ours.
            unsafe {
                slab.write(Slab { next: none, previous: none, free: std::ptr::null_mut(), used: 0, cut: 0 });
                self.list(slab);
            }
            self.spare += 1;
        }

        /// # Safety
        /// A slab of ours that is not in the list.
        unsafe fn list(&mut self, slab: *mut Slab) {
            // SAFETY: by contract.
            unsafe {
                ((*slab).next, (*slab).previous) = (self.with_room, std::ptr::null_mut());
                if !self.with_room.is_null() {
                    (*self.with_room).previous = slab;
                }
            }
            self.with_room = slab;
        }

        /// # Safety
        /// A slab of the list.
        unsafe fn unlist(&mut self, slab: *mut Slab) {
            // SAFETY: by contract.
            unsafe {
                let (next, previous) = ((*slab).next, (*slab).previous);
                if previous.is_null() {
                    self.with_room = next;
                } else {
                    (*previous).next = next;
                }
                if !next.is_null() {
                    (*next).previous = previous;
                }
            }
        }
    }

    #[cfg(test)]
    mod tests {
        use std::collections::HashSet;

        use super::*;

        #[test]
        fn pieces_are_apart_and_slabs_go_when_nobody_uses_them() {
            join();
            for words in 1..=WORDS {
                let count = if cfg!(miri) { 250 } else { 100_000 };
                let pieces: Vec<*mut u8> = (0..count).map(|_| alloc(words)).collect();
                let apart: HashSet<usize> = pieces.iter().map(|piece| piece.addr()).collect();
                assert_eq!(apart.len(), pieces.len());
                for piece in &pieces {
                    // SAFETY: so large is a piece.
                    unsafe { piece.write_bytes(0xAB, bytes_of(words)) };
                }
                // SAFETY: each is given back once. Others of the tests use the slabs, too, but few.
                pieces.into_iter().rev().for_each(|piece| unsafe { free(piece, words) });
                let kept = with_list(words, |list| list.count);
                assert!(kept < 2 * BATCH, "{kept}");
            }
            leave_thread();
            let listed = |class: &Class| {
                let (mut slab, mut count) = (class.with_room, 0);
                while !slab.is_null() {
                    // SAFETY: slabs of the list are alive under the lock.
                    slab = unsafe { (*slab).next };
                    count += 1;
                }
                count
            };
            // Each took more than thirty. Others of the tests hold some.
            assert!(CLASSES.iter().all(|class| listed(&class.lock()) < 10));
        }

        #[test]
        fn other_threads_give_back_at_once() {
            let count = if cfg!(miri) { 20 } else { 1000 };
            let pieces: Vec<*mut u8> = (0..count).map(|_| alloc(2)).collect();
            assert_eq!(with_list(2, |list| list.count), 0);
            // SAFETY: each is given back once.
            pieces.into_iter().for_each(|piece| unsafe { free(piece, 2) });
            assert_eq!(with_list(2, |list| list.count), 0);
        }
    }
}
