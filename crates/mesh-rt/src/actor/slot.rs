//! The table of actors.

use std::alloc::{Layout, alloc_zeroed};
use std::cell::{RefCell, UnsafeCell};
use std::sync::atomic::{AtomicPtr, AtomicU32, AtomicUsize, Ordering};

use parking_lot::Mutex;

use super::body::Body;
use super::figures::Figures;
use super::mailbox::{Lengths, Mailbox};
use super::relations::Relations;
use super::runtime::runtime;
use super::settings::BYTES_PER_ACTOR;
use crate::pid::{INDEX_BITS, Pid};
use crate::reason::Crash;
use crate::reserve;
use crate::value::page;

/// One place for an actor: two lines of the cache, of which a sender touches the first. Neighbours share none.
#[repr(C, align(128))]
pub struct Slot {
    /// Even: free. Odd: in use. Grows by one at each change.
    generation: AtomicU32,
    /// Links, monitors; `None` while the slot is free.
    pub relations: Mutex<Option<Relations>>,
    pub mailbox: Mailbox,
    /// Touched only by who runs the actor (see `Inbox`), or before it is first queued.
    pub body: UnsafeCell<Option<Box<Body>>>,
    pub figures: Figures,
    pub lengths: Lengths,
}

const _: () = assert!(std::mem::offset_of!(Slot, body) <= 64, "a sender touches the second line");

const _: () = assert!(size_of::<Slot>() == 128, "a slot grew");

// SAFETY: `body` is guarded by the word of the inbox.
unsafe impl Sync for Slot {}

const CHUNK: usize = 64;
const CHUNKS: usize = (1 << INDEX_BITS) / CHUNK;

/// So many actors more are asked room for at once.
const ASKED: usize = 1024;

/// So much memory is left when there is none for further actors: for those that are there, and for reports of crashes.
const SPARE: usize = 32 << 20;

/// Free slots move between `Slots::free` and the threads' own lists so many at a time.
const BATCH: usize = 64;

/// All slots of a runtime: chunks that are made when they are needed, never move and are never freed.
pub struct Slots {
    table: Box<[AtomicPtr<Slot>]>,
    next: AtomicUsize,
    free: Mutex<Vec<usize>>,
    /// How many actors are alive, and how many may be.
    alive: AtomicUsize,
    most: usize,
}

thread_local! {
    /// Free slots of the runtime that this thread belongs to.
    static FREE_HERE: RefCell<Vec<usize>> = const { RefCell::new(Vec::new()) };
}

impl Pid {
    /// The slot, while it still is this actor's.
    #[inline]
    pub fn slot(self) -> Option<&'static Slot> {
        runtime().slots.of(self)
    }
}

impl Slot {
    /// How many messages wait for an actor that has this slot, read or not.
    pub fn messages(&self, owner: Pid) -> usize {
        self.mailbox.length(owner, &self.lengths)
    }

    fn new() -> Slot {
        Slot {
            generation: AtomicU32::new(0),
            mailbox: Mailbox::new(),
            relations: Mutex::new(None),
            body: UnsafeCell::new(None),
            figures: Figures::default(),
            lengths: Lengths::default(),
        }
    }
}

/// A table without entries, of which only what is used takes memory.
fn no_chunks() -> Box<[AtomicPtr<Slot>]> {
    let layout = Layout::array::<AtomicPtr<Slot>>(CHUNKS).expect("small");
    // SAFETY: the size is not zero, the allocator gives no null, and zeros are null pointers.
    unsafe { Vec::from_raw_parts(alloc_zeroed(layout).cast(), CHUNKS, CHUNKS).into_boxed_slice() }
}

/// A slot on its way to become an actor's. It is free again when that fails.
struct Taken<'a>(&'a Slots, usize);

impl Drop for Taken<'_> {
    fn drop(&mut self) {
        self.0.give_free(self.1);
        self.0.alive.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Slots {
    /// Room for `most` actors, but not for more than pids can name.
    pub fn new(most: usize) -> Slots {
        Slots {
            table: no_chunks(),
            next: AtomicUsize::new(1),
            free: Mutex::new(Vec::new()),
            alive: AtomicUsize::new(0),
            // Slots that lie in lists of threads are not to be had for others.
            most: most.min((1 << INDEX_BITS) - (1 << 16)),
        }
    }

    /// The slot of an actor, while it still is this actor's.
    #[inline]
    pub fn of(&self, pid: Pid) -> Option<&'static Slot> {
        if pid.0 <= 0 {
            return None;
        }
        let slot = self.at(pid.index())?;
        (slot.generation.load(Ordering::Acquire) == pid.generation()).then_some(slot)
    }

    /// The slot with this number, if it was ever used.
    #[inline]
    pub fn at(&self, index: usize) -> Option<&'static Slot> {
        let chunk = self.table.get(index / CHUNK)?.load(Ordering::Acquire);
        // SAFETY: chunks hold `CHUNK` slots and live for ever.
        (!chunk.is_null()).then(|| unsafe { &*chunk.add(index % CHUNK) })
    }

    /// Throws `TooLarge` when there is no memory for further actors.
    fn made(&self, index: usize) -> &'static Slot {
        let place = &self.table[index / CHUNK];
        if place.load(Ordering::Acquire).is_null() {
            // Those that are queued may be new, and take the most of theirs when they run.
            if index >= CHUNK && (index / CHUNK).is_multiple_of(ASKED / CHUNK) {
                page::ask_for_pieces((ASKED + runtime().scheduler.queued()) * BYTES_PER_ACTOR + SPARE);
            }
            let chunk: Vec<Slot> = (0..CHUNK).map(|_| Slot::new()).collect();
            if runtime().policy.is_some() {
                chunk.iter().for_each(|slot| slot.mailbox.watch());
            }
            let fresh = Box::leak(chunk.into_boxed_slice()).as_mut_ptr();
            // Another thread may have won: its chunk is as good, ours stays unused.
            let _ = place.compare_exchange(std::ptr::null_mut(), fresh, Ordering::AcqRel, Ordering::Acquire);
        }
        self.at(index).expect("the chunk exists")
    }

    /// A slot that was given back. Never inlined: the caller may go on in another thread.
    #[inline(never)]
    fn take_free(&self) -> Option<usize> {
        FREE_HERE.with_borrow_mut(|here| {
            if here.is_empty() {
                let mut free = self.free.lock();
                let rest = free.len().saturating_sub(BATCH);
                here.extend(free.drain(rest..));
            }
            here.pop()
        })
    }

    #[inline(never)]
    fn give_free(&self, index: usize) {
        FREE_HERE.with_borrow_mut(|here| {
            here.push(index);
            if here.len() >= 2 * BATCH {
                self.free.lock().extend(here.drain(..BATCH));
            }
        });
    }

    /// The calling thread ends: others get the free slots that it has at hand.
    pub fn leave_thread(&self) {
        FREE_HERE.with_borrow_mut(|here| self.free.lock().append(here));
    }

    /// Takes a free slot for an actor. The body is made by `make`, which is told the pid and the place. Crashes the spawner
    /// when there are too many.
    pub fn allocate(
        &self,
        relations: Relations,
        make: impl FnOnce(Pid, &'static Slot) -> Box<Body>,
    ) -> Result<Pid, Crash> {
        if self.alive.fetch_add(1, Ordering::Relaxed) >= self.most {
            self.alive.fetch_sub(1, Ordering::Relaxed);
            return Err(format!("too many actors: {} are alive, as many as MESH_MAX_ACTORS allows", self.most).into());
        }
        if !reserve::is_whole() {
            self.alive.fetch_sub(1, Ordering::Relaxed);
            return Err("out of memory: no address space is left for further actors (ulimit -v)".into());
        }
        let taken = Taken(self, self.take_free().unwrap_or_else(|| self.next.fetch_add(1, Ordering::Relaxed)));
        let slot = self.made(taken.1);
        let generation = slot.generation.load(Ordering::Relaxed) + 1;
        let pid = Pid::new(taken.1, generation);
        let body = make(pid, slot);
        std::mem::forget(taken);
        *slot.relations.lock() = Some(relations);
        // SAFETY: the slot is free, so nobody runs it.
        unsafe { *slot.body.get() = Some(body) };
        slot.figures.reset();
        slot.generation.store(generation, Ordering::Release);
        Ok(pid)
    }

    /// Gives a slot back. Its body and relations are gone already. Gives those who wait for room in its mailbox.
    pub fn release(&self, pid: Pid) -> Vec<Pid> {
        let slot = self.at(pid.index()).expect("the slot of an actor");
        slot.generation.fetch_add(1, Ordering::AcqRel);
        slot.figures.reset();
        let waiting = slot.mailbox.clear(&slot.lengths);
        self.give_free(pid.index());
        self.alive.fetch_sub(1, Ordering::Relaxed);
        waiting
    }

    /// All actors that are alive now, and where they lie.
    pub fn used(&self) -> impl Iterator<Item = (Pid, &'static Slot)> {
        let count = self.next.load(Ordering::Relaxed);
        (1..count).filter_map(|index| {
            let slot = self.at(index)?;
            let generation = slot.generation.load(Ordering::Acquire);
            (generation % 2 == 1).then(|| (Pid::new(index, generation), slot))
        })
    }

    /// All actors that are alive now.
    pub fn all(&self) -> Vec<Pid> {
        self.used().map(|(pid, _)| pid).collect()
    }
}
