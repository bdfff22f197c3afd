//! The table of actors.

use std::cell::{RefCell, UnsafeCell};
use std::sync::atomic::{AtomicPtr, AtomicU32, AtomicUsize, Ordering};

use crossbeam_utils::CachePadded;
use parking_lot::Mutex;

use super::beginning::Traits;
use super::figures::Figures;
use super::form::Form;
use super::mailbox::{Lengths, Mailbox};
use super::relations::Relations;
use super::runtime::runtime;
use super::settings::BYTES_PER_ACTOR;
use crate::end;
use crate::pages;
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
    pub form: UnsafeCell<Form>,
    pub figures: Figures,
    pub lengths: Lengths,
}

const _: () = assert!(std::mem::offset_of!(Slot, form) <= 64, "a sender touches the second line");

const _: () = assert!(size_of::<Slot>() == 128, "a slot grew");

// SAFETY: `form` is guarded by the word of the inbox.
unsafe impl Sync for Slot {}

const CHUNK: usize = 64;
const CHUNKS: usize = (1 << INDEX_BITS) / CHUNK;

/// So many actors more are asked room for at once.
const ASKED: usize = 1024;

/// With more actors than this, those that wait for long have no body if they can.
const MANY: usize = 4096;

/// So much memory is left when there is none for further actors: for those that are there, and for reports of crashes.
const SPARE: usize = 32 << 20;

/// Free slots move between `Changes::free` and the threads' own lists so many at a time.
const BATCH: usize = 64;

/// Whose room a new actor takes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Room {
    /// There is so much of it as `MESH_MAX_ACTORS` says.
    Common,
    /// Beyond that, so that who starts others again is able to where there are too many.
    Supervisors,
}

/// All slots of a runtime: chunks that are made when they are needed, never move and are never freed. What all threads read lies apart
/// from what they change.
pub struct Slots {
    table: &'static [AtomicPtr<Slot>],
    most: usize,
    /// So many more with `Room::Supervisors`.
    reserve: usize,
    /// A thread takes room for so many actors at a time. For one, where a few more or less count.
    rooms: usize,
    changes: CachePadded<Changes>,
}

struct Changes {
    next: AtomicUsize,
    free: Mutex<Vec<usize>>,
    /// How many actors are alive or may be made by threads that have room for them.
    alive: AtomicUsize,
}

/// What a thread has at hand of the runtime that it belongs to.
struct Here {
    /// Free slots.
    free: Vec<usize>,
    /// So many actors it may make before it asks again.
    room: usize,
}

thread_local! {
    static HERE: RefCell<Here> = const { RefCell::new(Here { free: Vec::new(), room: 0 }) };
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
            form: UnsafeCell::new(Form::nobody()),
            figures: Figures::default(),
            lengths: Lengths::default(),
        }
    }
}

/// A table without entries.
fn no_chunks() -> &'static [AtomicPtr<Slot>] {
    // SAFETY: zeros are null pointers.
    unsafe { pages::table(CHUNKS) }.unwrap_or_else(|| {
        end::for_want_of("no address space for the table of actors", &"the limit of it (ulimit -v) is reached")
    })
}

/// A slot on its way to become an actor's. It is free again when that fails.
struct Taken<'a>(&'a Slots, usize);

impl Drop for Taken<'_> {
    fn drop(&mut self) {
        self.0.give_free(self.1);
    }
}

impl Slots {
    /// Room for `most` actors, but not for more than pids can name.
    pub fn new(most: usize) -> Slots {
        // Slots that lie in lists of threads are not to be had for others.
        let most = most.min((1 << INDEX_BITS) - (1 << 16));
        let (next, free, alive) = (AtomicUsize::new(1), Mutex::new(Vec::new()), AtomicUsize::new(0));
        let changes = CachePadded::new(Changes { next, free, alive });
        let rooms = (most / (16 * BATCH)).clamp(1, BATCH);
        Slots { table: no_chunks(), most, reserve: (most / 64).clamp(64, 4096), rooms, changes }
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

    /// Room for an actor, and a slot if one was given back. `None` when there are too many actors. Never inlined: the caller may go on in
    /// another thread.
    #[inline(never)]
    fn take_room(&self, room: Room) -> Option<Option<usize>> {
        HERE.with_borrow_mut(|here| {
            if here.room == 0 {
                here.room = self.ask_for_room(room)?;
            }
            here.room -= 1;
            if here.free.is_empty() {
                let mut free = self.changes.free.lock();
                let rest = free.len().saturating_sub(BATCH);
                here.free.extend(free.drain(rest..));
            }
            Some(here.free.pop())
        })
    }

    #[cold]
    fn ask_for_room(&self, room: Room) -> Option<usize> {
        let more = |rooms: usize, most: usize| {
            let add = |alive: usize| alive.checked_add(rooms).filter(|&alive| alive <= most);
            self.changes.alive.fetch_update(Ordering::Relaxed, Ordering::Relaxed, add).ok().map(|_| rooms)
        };
        let common = more(self.rooms, self.most).or_else(|| more(1, self.most));
        common.or_else(|| (room == Room::Supervisors).then(|| more(1, self.most + self.reserve)).flatten())
    }

    /// Whether one that is gone was one of the reserve, which is whole again then. Otherwise others may have its room.
    fn refill_reserve(&self) -> bool {
        let alive = &self.changes.alive;
        let less = |alive: usize| (alive > self.most).then(|| alive - 1);
        alive.load(Ordering::Relaxed) > self.most
            && alive.fetch_update(Ordering::Relaxed, Ordering::Relaxed, less).is_ok()
    }

    /// Gives a slot and the room for its actor back.
    #[inline(never)]
    fn give_free(&self, index: usize) {
        HERE.with_borrow_mut(|here| {
            here.free.push(index);
            if here.free.len() >= 2 * BATCH {
                self.changes.free.lock().extend(here.free.drain(..BATCH));
            }
            if self.refill_reserve() {
                return;
            }
            here.room += 1;
            if here.room >= 2 * self.rooms {
                here.room -= self.rooms;
                self.changes.alive.fetch_sub(self.rooms, Ordering::Relaxed);
            }
        });
    }

    /// The calling thread ends: others get what it has at hand.
    pub fn leave_thread(&self) {
        HERE.with_borrow_mut(|here| {
            self.changes.free.lock().append(&mut here.free);
            self.changes.alive.fetch_sub(std::mem::take(&mut here.room), Ordering::Relaxed);
        });
    }

    /// Takes a free slot for an actor, which is what `make` makes. Crashes the spawner when there are too many.
    pub fn allocate(
        &self,
        relations: Relations,
        room: Room,
        make: impl FnOnce(Traits, &'static Slot) -> Form,
    ) -> Result<Pid, Crash> {
        if !reserve::is_whole() {
            return Err("out of memory: no address space is left for further actors (ulimit -v)".into());
        }
        let Some(free) = self.take_room(room) else {
            return Err(format!("too many actors: {} are alive, as many as MESH_MAX_ACTORS allows", self.most).into());
        };
        let taken = Taken(self, free.unwrap_or_else(|| self.changes.next.fetch_add(1, Ordering::Relaxed)));
        let slot = self.made(taken.1);
        let generation = slot.generation.load(Ordering::Relaxed) + 1;
        let pid = Pid::new(taken.1, generation);
        slot.figures.reset();
        let Relations { message, is_background, .. } = relations;
        let form = make(Traits { pid, message: message.0, code: 0, is_background }, slot);
        std::mem::forget(taken);
        *slot.relations.lock() = Some(relations);
        // SAFETY: the slot is free, so nobody runs it.
        unsafe { *slot.form.get() = form };
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
        waiting
    }

    /// Whether there are so many that each should be small.
    #[inline]
    pub fn are_many(&self) -> bool {
        self.changes.alive.load(Ordering::Relaxed) > MANY
    }

    /// All actors that are alive now, and where they lie.
    pub fn used(&self) -> impl Iterator<Item = (Pid, &'static Slot)> {
        let count = self.changes.next.load(Ordering::Relaxed);
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
