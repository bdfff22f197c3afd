//! Stacks for coroutines: equal slots of one reservation that is committed page by page as it is touched.
//!
//! Every Mesh function compares its stack pointer with a limit that leaves room for the runtime's own code, which does not
//! check and does not recurse over data. Should it be wrong all the same, it meets a guard page before the next stack. On
//! kernels without light guards each costs a mapping, of which there are about 65,000: there only the first stacks have one.
//!
//! An actor that waits can *vacate* its slot: its few hundred bytes of stack are copied out, another actor uses the
//! memory, and the bytes are put back at the same addresses before it goes on. So a slot has any number of actors bound
//! to it, and at most one that occupies it. Invariant: only the occupant's coroutine runs on the slot's memory. Who comes and goes
//! changes one word of the slot; the lock is for those who find it taken, and for new stacks.

use std::collections::{HashMap, VecDeque};
use std::ops::Range;
use std::sync::atomic::{AtomicUsize, Ordering};

use parking_lot::Mutex;

use corosensei::stack::{Stack, StackPointer};
use foldhash::fast::FixedState;

use super::occupant::Occupant;
use super::runtime::runtime;
use super::worker;
use crate::checker;
use crate::end;
use crate::machine::LARGEST_PAGE;
use crate::memory;
use crate::pages;
use crate::pid::Pid;

/// Address space of one stack, from what is best to what is just enough. Only what is touched takes memory, but valgrind keeps
/// books of all of it.
const SIZES: &[usize] = if cfg!(feature = "checked-memory") {
    &[2 << 20]
} else {
    &[256 << 20, 64 << 20, 16 << 20, 4 << 20, 1 << 20, 512 << 10]
};
/// How many stacks there are at most.
const SLOTS: usize = if cfg!(feature = "checked-memory") { 1 << 10 } else { 1 << 17 };
/// Room below the limit that generated code observes: for runtime and C code, which does not check, and the guard.
const RESERVE: usize = (124 << 10) + GUARD;
/// What a stack keeps when it goes back to the pool; deeper pages are given back to the system.
const KEEP: usize = 32 << 10;
/// A stack that is used below this depth is remembered as deep.
const SHALLOW: usize = 24 << 10;
/// A stack up to this depth is copied out when its actor waits.
const MOVABLE: usize = 64 << 10;
/// Stacks that waiting actors may keep; beyond, they vacate them.
const RESIDENT: usize = if cfg!(feature = "checked-memory") { 1 << 8 } else { 1 << 10 };
/// Beyond so many, actors that use little of their stack vacate it: each stack has pages and page tables of its own, so
/// copying a little to and from a few of them is faster than going around in many.
pub const WARM: usize = 64;
/// What is little to copy.
const LITTLE: usize = 2 << 10;
/// Tops of neighbouring stacks lie in different cache sets.
const COLOURS: usize = 16;
const COLOUR: usize = 512;

/// Address space for stacks.
struct Area {
    base: usize,
    /// Of one stack.
    size: usize,
    count: usize,
}

/// Who is tied to which slot.
struct Pool {
    /// How many slots were ever in use, and those of them that nobody is tied to.
    len: usize,
    unbound: Vec<usize>,
    /// How many stacks are tied to each.
    bound: Vec<u32>,
    /// Where the search for a vacant slot goes on.
    hand: usize,
    next_owner: usize,
    guards: Guards,
    /// Actors that need a slot to go on, with the numbers of their stacks; the one that waited longest first.
    waiters: HashMap<usize, VecDeque<(usize, Pid)>, FixedState>,
}

/// How pages between stacks are guarded.
enum Guards {
    /// By a mark in the page table (Linux 6.13).
    Light,
    /// By a mapping; so many more.
    Mapped(usize),
}

/// `MADV_GUARD_INSTALL` of Linux.
const GUARD_INSTALL: libc::c_int = 102;
/// One page at least, whatever pages the system has.
const GUARD: usize = LARGEST_PAGE;
/// Mappings that guards may take.
const MAPPED_GUARDS: usize = 8192;

impl Guards {
    /// Makes the lowest page of a slot one that cannot be touched.
    fn install(&mut self, bottom: usize) {
        // SAFETY: the lowest page of a slot of ours, which nobody uses yet.
        unsafe {
            if let Guards::Light = self
                && libc::madvise(bottom as *mut _, GUARD, GUARD_INSTALL) != 0
            {
                *self = Guards::Mapped(MAPPED_GUARDS);
            }
            if let Guards::Mapped(left) = self
                && *left > 0
            {
                *left -= 1;
                libc::mprotect(bottom as *mut _, GUARD, libc::PROT_NONE);
            }
        }
    }
}

/// A line of the cache for each.
#[repr(align(64))]
struct Slot(Occupant);

impl Slot {
    fn try_occupy(&self, owner: usize, pid: Pid) -> bool {
        self.0.try_occupy(owner, pid.0 as usize)
    }
}

/// The stacks of a runtime.
pub struct Stacks {
    area: Area,
    /// One for each stack that there may be; memory is taken by those that are used.
    slots: &'static [Slot],
    pool: Mutex<Pool>,
    /// How many stacks there are.
    all: AtomicUsize,
    /// Whether every waiting actor vacates its stack, and what it left behind is overwritten: finds code that relies on it.
    always_vacate: bool,
}

impl Stacks {
    /// The address space is reserved now; a process that has none ends.
    pub fn new(always_vacate: bool) -> Stacks {
        let area = reserve();
        // SAFETY: a slot of zeros is one without an occupant.
        let slots = unsafe { pages::table(area.count) }.unwrap_or_else(|| for_want_of_stacks());
        let pool = Pool {
            len: 0,
            unbound: Vec::new(),
            bound: Vec::new(),
            hand: 0,
            next_owner: 1,
            guards: Guards::Light,
            waiters: HashMap::default(),
        };
        Stacks { area, slots, pool: Mutex::new(pool), all: AtomicUsize::new(0), always_vacate }
    }

    /// Hands a slot whose occupant leaves it to the actor that waited longest for it, which the caller queues.
    fn open(&self, pool: &mut Pool, number: usize) -> Option<Pid> {
        let Slot(occupant) = &self.slots[number];
        let waiters = pool.waiters.get_mut(&number);
        let Some((owner, pid)) = waiters.and_then(VecDeque::pop_front) else {
            occupant.leave();
            return None;
        };
        let more = pool.waiters.get(&number).is_some_and(|waiters| !waiters.is_empty());
        if !more {
            pool.waiters.remove(&number);
        }
        occupant.hand_over(owner, pid.0 as usize, more);
        Some(pid)
    }

    /// The occupant leaves a slot. Gives the actor that has it now and is to be queued.
    fn leave(&self, number: usize, owner: usize) -> Option<Pid> {
        if self.slots[number].0.try_leave(owner) { None } else { self.open(&mut self.pool.lock(), number) }
    }

    pub fn always_vacate(&self) -> bool {
        self.always_vacate
    }

    /// Stacks that waiting actors may keep.
    fn resident(&self) -> usize {
        if self.always_vacate { 0 } else { RESIDENT }
    }

    /// Gives a slot to a new stack, which occupies it: one that nobody is tied to when there is one, else a fresh one while there
    /// are few, else one that is vacant.
    fn assign(&self, pool: &mut Pool, owner: usize, pid: Pid) -> Option<usize> {
        let occupy = |number: &usize| self.slots[*number].try_occupy(owner, pid);
        if let Some(number) = pool.unbound.pop() {
            return Some(number).filter(occupy);
        }
        let is_full = pool.len == self.area.count;
        if pool.len >= self.resident().clamp(4, WARM) || is_full {
            let looks = if is_full { pool.len } else { pool.len.min(LOOKS) };
            let vacant = (0..looks).map(|step| (pool.hand + step) % pool.len).find(occupy);
            pool.hand = (vacant.unwrap_or(pool.hand) + 1) % pool.len;
            if vacant.is_some() || is_full {
                return vacant;
            }
        }
        let number = pool.len;
        pool.len += 1;
        pool.bound.push(0);
        pool.guards.install(self.area.base + number * self.area.size);
        Some(number).filter(occupy)
    }
}

/// So many slots are looked at for a vacant one before there is one more.
const LOOKS: usize = 64;

/// Fewer stacks than this make do only when they are of the least size.
const FEW: usize = 64;
const FEWEST: usize = 4;

/// Reserves address space for as many stacks as the system grants, at most `SLOTS`; for smaller ones when there is little. Half of
/// a limit is left for the rest.
fn reserve() -> Area {
    let room = memory::address_space().unwrap_or(usize::MAX) / 2;
    for &size in SIZES {
        let least = if SIZES.last() == Some(&size) { FEWEST } else { FEW };
        let mut count = SLOTS.min(room / size);
        while count >= least {
            if let Some(base) = pages::reserve(count * size) {
                return Area { base: base.as_ptr().addr(), size, count };
            }
            count /= 2;
        }
    }
    for_want_of_stacks()
}

fn for_want_of_stacks() -> ! {
    end::for_want_of("no address space for the stacks of actors", &"the limit of it (ulimit -v) is reached")
}

/// One stack of the pool: a slot that is shared with others. Goes back when dropped.
pub struct PooledStack {
    place: Place,
}

/// Which slot a stack has, and who it is among those bound to that slot.
#[derive(Clone, Copy)]
pub struct Place {
    number: u32,
    /// How far the bottom lies below the top, less than 4 GiB.
    depth: u32,
    owner: usize,
    top: usize,
    /// Whether others may be bound to the slot.
    pub shared: bool,
}

impl PooledStack {
    /// A stack whose slot is occupied by it; `None` when there is none.
    pub fn take(pid: Pid) -> Option<PooledStack> {
        let stacks = &runtime().stacks;
        let mut pool = stacks.pool.lock();
        let owner = pool.next_owner;
        pool.next_owner += 1;
        let number = stacks.assign(&mut pool, owner, pid)?;
        let Area { base, size, .. } = stacks.area;
        let colour = (number % COLOURS) * COLOUR;
        let top = base + (number + 1) * size - colour;
        let depth = (size - colour) as u32;
        let shared = pool.bound[number] > 0;
        pool.bound[number] += 1;
        stacks.all.fetch_add(1, Ordering::Relaxed);
        Some(PooledStack { place: Place { number: number as u32, depth, owner, top, shared } })
    }

    /// The one of this place, of which nobody else is left: what it was is forgotten, not dropped.
    pub fn again(place: Place) -> PooledStack {
        PooledStack { place }
    }

    pub fn place(&self) -> Place {
        self.place
    }
}

impl Drop for PooledStack {
    fn drop(&mut self) {
        let (number, owner) = (self.place.number(), self.place.owner);
        let stacks = &runtime().stacks;
        stacks.all.fetch_sub(1, Ordering::Relaxed);
        let next = {
            let mut pool = stacks.pool.lock();
            pool.bound[number] -= 1;
            let next = if stacks.slots[number].0.is(owner) { stacks.open(&mut pool, number) } else { None };
            if pool.bound[number] == 0 {
                pool.unbound.push(number);
            }
            next
        };
        if let Some(next) = next {
            worker::enqueue(next);
        }
    }
}

impl Place {
    fn number(&self) -> usize {
        self.number as usize
    }

    fn bottom(&self) -> usize {
        self.top - self.depth as usize
    }

    /// All of it.
    pub fn range(&self) -> Range<usize> {
        self.bottom()..self.top
    }

    /// The limit of a stack that is not known to be deep.
    pub fn first_limit(&self) -> usize {
        self.top - SHALLOW
    }

    /// The lowest address that generated code may use.
    pub fn last_limit(&self) -> usize {
        self.bottom() + RESERVE
    }

    /// How much of it is in use at this stack pointer.
    pub fn used(&self, stack_pointer: usize) -> usize {
        self.top.saturating_sub(stack_pointer)
    }

    /// Whether an actor that pauses at this stack pointer should vacate: because there are many, or because somebody else
    /// needs the slot.
    #[inline]
    pub fn should_vacate(&self, stack_pointer: usize, stacks: &Stacks) -> bool {
        let all = stacks.all.load(Ordering::Relaxed);
        let may = self.shared || all > WARM || stacks.always_vacate;
        may && self.should_vacate_now(self.used(stack_pointer), all, stacks)
    }

    fn should_vacate_now(&self, used: usize, all: usize, stacks: &Stacks) -> bool {
        (used <= LITTLE && all > WARM) || (used <= MOVABLE && all > stacks.resident()) || self.is_wanted(stacks)
    }

    /// Whether somebody else waits for the slot.
    #[inline]
    pub fn is_wanted(&self, stacks: &Stacks) -> bool {
        self.shared && stacks.slots[self.number()].0.is_wanted()
    }

    /// Whether an actor that needs nothing of its stack while it waits should leave it: because there are many. Not where there is
    /// address space for few stacks only: it might find none when it goes on.
    pub fn should_leave(&self, stacks: &Stacks) -> bool {
        let many = stacks.all.load(Ordering::Relaxed) > WARM && stacks.slots.len() > RESIDENT;
        many || stacks.always_vacate
    }

    /// Copies the used part to `saved` and lets others use the slot. `deep` tells that pages below the usual depth were touched.
    ///
    /// # Safety
    /// The stack's coroutine is suspended and everything that it needs lies above `stack_pointer`.
    pub unsafe fn vacate(&mut self, stack_pointer: usize, deep: bool, saved: &mut Box<[u8]>) {
        let used = self.top - stack_pointer;
        // SAFETY: `[stack_pointer, top)` is the used part of our slot.
        let stack = unsafe { std::slice::from_raw_parts(stack_pointer as *const u8, used) };
        let stacks = &runtime().stacks;
        // There is room that the switch did not use.
        checker::unwatched(|| {
            // An actor mostly pauses where it paused before.
            if saved.len() == used {
                saved.copy_from_slice(stack);
            } else {
                *saved = stack.into();
            }
            if stacks.always_vacate {
                // SAFETY: our own slot, of which nothing is needed any more.
                unsafe { std::ptr::write_bytes(stack_pointer as *mut u8, 0xDB, used) };
            }
        });
        checker::end(stack_pointer..self.top);
        if deep {
            self.trim();
        }
        self.shared = true;
        if let Some(next) = stacks.leave(self.number(), self.owner) {
            worker::enqueue(next);
        }
    }

    /// Occupies the slot again and puts the bytes back; false when another has it.
    pub fn occupy(&self, pid: Pid, saved: &[u8]) -> bool {
        // It may have been handed over while its actor was queued.
        if !runtime().stacks.slots[self.number()].try_occupy(self.owner, pid) {
            return false;
        }
        checker::begin(self.top - saved.len()..self.top);
        // SAFETY: the slot is ours now, and the bytes came from its end.
        unsafe { std::ptr::copy_nonoverlapping(saved.as_ptr(), (self.top - saved.len()) as *mut u8, saved.len()) };
        true
    }

    /// Has an actor that has to be queued put into a run queue when the slot is handed over to it. Gives the actor that
    /// occupies the slot: if it rests, its stack can be vacated at once. `None` when nobody does any more: then the actor
    /// was queued.
    pub fn enqueue_when_free(&self, pid: Pid) -> Option<Pid> {
        let stacks = &runtime().stacks;
        let mut pool = stacks.pool.lock();
        let Some(occupant) = stacks.slots[self.number()].0.want() else {
            drop(pool);
            worker::enqueue(pid);
            return None;
        };
        pool.waiters.entry(self.number()).or_default().push_back((self.owner, pid));
        Some(Pid(occupant as i64))
    }

    /// A coroutine is going to begin on it.
    pub fn begin(&self) {
        checker::begin(self.first_limit()..self.top);
    }

    /// Whether both are on the same slot.
    pub fn shares_slot_with(&self, other: &Place) -> bool {
        self.number == other.number
    }

    /// Gives the memory of deep pages back to the system.
    pub fn trim(&self) {
        // SAFETY: our own slot, of which only the top is used.
        unsafe { libc::madvise(self.bottom() as *mut _, self.depth as usize - KEEP, libc::MADV_DONTNEED) };
    }
}

// SAFETY: `[limit, base)` is mapped, aligned to 16, and used by the occupant alone.
unsafe impl Stack for PooledStack {
    fn base(&self) -> StackPointer {
        StackPointer::new(self.place.top).expect("not null")
    }
    fn limit(&self) -> StackPointer {
        StackPointer::new(self.place.bottom()).expect("not null")
    }
}
