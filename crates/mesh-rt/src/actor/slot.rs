//! The table of actors. A pid is a slot number and that slot's generation; both fit one word.

use parking_lot::Mutex;
use std::cell::{RefCell, UnsafeCell};
use std::sync::atomic::{AtomicPtr, AtomicU32, AtomicUsize, Ordering};

use super::body::Body;
use super::mailbox::Mailbox;
use super::relations::Relations;
use super::status::Status;
use crate::pid::{INDEX_BITS, Pid};

impl Pid {
    /// The slot, while it still is this actor's.
    pub fn slot(self) -> Option<&'static Slot> {
        if self.0 <= 0 {
            return None;
        }
        let slot = slot(self.index())?;
        (slot.generation.load(Ordering::Acquire) == self.generation()).then_some(slot)
    }
}

/// One place for an actor.
pub struct Slot {
    /// Even: free. Odd: in use. Grows by one at each change.
    generation: AtomicU32,
    pub status: Status,
    pub mailbox: Mailbox,
    /// Links, monitors; `None` while the slot is free.
    pub relations: Mutex<Option<Relations>>,
    /// Touched only by the worker that runs the actor (see `Status`), or before it is first queued.
    pub body: UnsafeCell<Option<Box<Body>>>,
}

// SAFETY: `body` is guarded by the status word.
unsafe impl Sync for Slot {}

const CHUNK: usize = 1024;
const CHUNKS: usize = (1 << INDEX_BITS) / CHUNK;

static TABLE: [AtomicPtr<Slot>; CHUNKS] = [const { AtomicPtr::new(std::ptr::null_mut()) }; CHUNKS];
static NEXT: AtomicUsize = AtomicUsize::new(1);
static FREE: Mutex<Vec<usize>> = Mutex::new(Vec::new());

/// Free slots move between `FREE` and the threads' own lists so many at a time.
const BATCH: usize = 64;

thread_local! {
    static FREE_HERE: RefCell<Vec<usize>> = const { RefCell::new(Vec::new()) };
}

/// A slot that was given back. Never inlined: the caller may go on in another thread.
#[inline(never)]
fn take_free() -> Option<usize> {
    FREE_HERE.with_borrow_mut(|here| {
        if here.is_empty() {
            let mut free = FREE.lock();
            let rest = free.len().saturating_sub(BATCH);
            here.extend(free.drain(rest..));
        }
        here.pop()
    })
}

#[inline(never)]
fn give_free(index: usize) {
    FREE_HERE.with_borrow_mut(|here| {
        here.push(index);
        if here.len() >= 2 * BATCH {
            FREE.lock().extend(here.drain(..BATCH));
        }
    });
}

/// The slot with this number, if it was ever used.
pub fn slot(index: usize) -> Option<&'static Slot> {
    let chunk = TABLE.get(index / CHUNK)?.load(Ordering::Acquire);
    // SAFETY: chunks hold `CHUNK` slots and live for ever.
    (!chunk.is_null()).then(|| unsafe { &*chunk.add(index % CHUNK) })
}

fn new_slot(index: usize) -> &'static Slot {
    let place = &TABLE[index / CHUNK];
    if place.load(Ordering::Acquire).is_null() {
        let chunk: Vec<Slot> = (0..CHUNK).map(|_| Slot::new()).collect();
        let fresh = Box::leak(chunk.into_boxed_slice()).as_mut_ptr();
        // Another thread may have won: its chunk is as good, ours stays unused.
        let _ = place.compare_exchange(std::ptr::null_mut(), fresh, Ordering::AcqRel, Ordering::Acquire);
    }
    slot(index).expect("the chunk exists")
}

impl Slot {
    fn new() -> Slot {
        Slot {
            generation: AtomicU32::new(0),
            status: Status::new(),
            mailbox: Mailbox::new(),
            relations: Mutex::new(None),
            body: UnsafeCell::new(None),
        }
    }
}

/// Takes a free slot for an actor. The body is made by `make`, which is told the pid and the place.
pub fn allocate(relations: Relations, make: impl FnOnce(Pid, &'static Slot) -> Box<Body>) -> Pid {
    let index = take_free().unwrap_or_else(|| NEXT.fetch_add(1, Ordering::Relaxed));
    assert!(index < 1 << INDEX_BITS, "too many actors at once");
    let slot = new_slot(index);
    let generation = slot.generation.load(Ordering::Relaxed) + 1;
    let pid = Pid::new(index, generation);
    *slot.relations.lock() = Some(relations);
    // SAFETY: the slot is free, so nobody runs it.
    unsafe { *slot.body.get() = Some(make(pid, slot)) };
    slot.status.renew();
    slot.generation.store(generation, Ordering::Release);
    pid
}

/// Gives a slot back. Its body and relations are gone already.
pub fn release(pid: Pid) {
    let slot = slot(pid.index()).expect("the slot of an actor");
    slot.generation.fetch_add(1, Ordering::AcqRel);
    slot.mailbox.clear();
    give_free(pid.index());
}

/// All actors that are alive now.
pub fn all() -> Vec<Pid> {
    let count = NEXT.load(Ordering::Relaxed);
    (1..count)
        .filter_map(|index| {
            let generation = slot(index)?.generation.load(Ordering::Acquire);
            (generation % 2 == 1).then(|| Pid::new(index, generation))
        })
        .collect()
}
