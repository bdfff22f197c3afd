//! Stacks for coroutines: equal slots of one reservation that is committed page by page as it is touched.
//!
//! Every Mesh function compares its stack pointer with a limit that leaves room for the runtime's own code, which does not
//! check and does not recurse over data. Should it be wrong all the same, it meets a guard page before the next stack. On
//! kernels without light guards each costs a mapping, of which there are about 65,000: there only the first stacks have one.
//!
//! An actor that waits can *vacate* its slot: its few hundred bytes of stack are copied out, another actor uses the
//! memory, and the bytes are put back at the same addresses before it goes on. So a slot has any number of actors bound
//! to it, and at most one that occupies it. Invariant: only the occupant's coroutine runs on the slot's memory.

use parking_lot::{Mutex, MutexGuard};
use std::cell::RefCell;
use std::collections::VecDeque;
use std::sync::atomic::{AtomicUsize, Ordering};

use corosensei::stack::{Stack, StackPointer};

use super::runtime::runtime;
use super::worker;
use crate::end;
use crate::memory;
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
/// Room below the limit that generated code observes: for runtime and C code, which does not check.
const RESERVE: usize = 128 << 10;
/// What a stack keeps when it goes back to the pool; deeper pages are given back to the system.
const KEEP: usize = 32 << 10;
/// A stack that is used below this depth is remembered as deep.
const SHALLOW: usize = 24 << 10;
/// A stack up to this depth is copied out when its actor waits.
const MOVABLE: usize = 64 << 10;
/// Stacks that waiting actors may keep; beyond, they vacate them.
const RESIDENT: usize = 1024;
/// Beyond so many, actors that use little of their stack vacate it: each stack has pages and page tables of its own, so
/// copying a little to and from a few of them is faster than going around in many.
const WARM: usize = 64;
/// What is little to copy.
const LITTLE: usize = 2 << 10;
/// Tops of neighbouring stacks lie in different cache sets.
const COLOURS: usize = 16;
const COLOUR: usize = 512;

struct Pool {
    base: usize,
    /// Address space of one.
    size: usize,
    count: usize,
    slots: Vec<Slot>,
    /// Slots without an occupant. Those without any actor come first, those vacated longest ago next.
    vacant: VecDeque<usize>,
    next_owner: u64,
    guards: Guards,
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
const GUARD: usize = 4096;
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

struct Slot {
    /// The number of the `PooledStack` that occupies it, 0 when none does, and whose it is.
    occupant: u64,
    occupant_pid: Pid,
    /// How many `PooledStack`s are tied to it.
    bound: usize,
    /// Whether it is in `vacant`.
    listed: bool,
    /// Actors that need it to go on, with the numbers of their stacks; the one that waited longest first.
    waiters: VecDeque<(u64, Pid)>,
}

impl Slot {
    fn new() -> Slot {
        Slot { occupant: 0, occupant_pid: Pid(0), bound: 0, listed: false, waiters: VecDeque::new() }
    }
}

/// The stacks of a runtime.
pub struct Stacks {
    pool: Mutex<Pool>,
    occupied: AtomicUsize,
    /// Whether every waiting actor vacates its stack, and what it left behind is overwritten: finds code that relies on it.
    always_vacate: bool,
}

impl Stacks {
    /// The address space is reserved now; a process that has none ends.
    pub fn new(always_vacate: bool) -> Stacks {
        Stacks { pool: Mutex::new(reserve()), occupied: AtomicUsize::new(0), always_vacate }
    }

    fn pool(&self) -> MutexGuard<'_, Pool> {
        self.pool.lock()
    }

    /// Hands a slot whose occupant left it to the actor that waited longest for it, which the caller queues; lists it when
    /// there is none.
    fn open(&self, pool: &mut Pool, number: usize) -> Option<Pid> {
        let slot = &mut pool.slots[number];
        if let Some((owner, pid)) = slot.waiters.pop_front() {
            (slot.occupant, slot.occupant_pid) = (owner, pid);
            return Some(pid);
        }
        slot.occupant = 0;
        self.occupied.fetch_sub(1, Ordering::Relaxed);
        if !slot.listed {
            slot.listed = true;
            if slot.bound == 0 {
                pool.vacant.push_front(number);
            } else {
                pool.vacant.push_back(number);
            }
        }
        None
    }

    /// Stacks that waiting actors may keep.
    fn resident(&self) -> usize {
        if self.always_vacate { 0 } else { RESIDENT }
    }
}

/// Fewer stacks than this make do only when they are of the least size.
const FEW: usize = 64;
const FEWEST: usize = 4;

/// Reserves address space for as many stacks as the system grants, at most `SLOTS`; for smaller ones when there is little. Half of
/// a limit is left for the rest.
fn reserve() -> Pool {
    let room = memory::address_space().unwrap_or(usize::MAX) / 2;
    for &size in SIZES {
        let least = if SIZES.last() == Some(&size) { FEWEST } else { FEW };
        let mut count = SLOTS.min(room / size);
        while count >= least {
            if let Some(base) = map(count * size) {
                let guards = Guards::Light;
                return Pool { base, size, count, slots: Vec::new(), vacant: VecDeque::new(), next_owner: 1, guards };
            }
            count /= 2;
        }
    }
    end::for_want_of("no address space for the stacks of actors", &"the limit of it (ulimit -v) is reached")
}

/// Reserves address space that takes memory when it is touched.
fn map(bytes: usize) -> Option<usize> {
    let (access, how) = (
        libc::PROT_READ | libc::PROT_WRITE,
        libc::MAP_PRIVATE | libc::MAP_ANONYMOUS | libc::MAP_NORESERVE | libc::MAP_STACK,
    );
    // SAFETY: an anonymous mapping at an address of the system's choice.
    let base = unsafe { libc::mmap(std::ptr::null_mut(), bytes, access, how, -1, 0) };
    if base == libc::MAP_FAILED {
        return None;
    }
    // SAFETY: our own mapping. Huge pages would commit 2 MiB for each stack.
    unsafe { libc::madvise(base, bytes, libc::MADV_NOHUGEPAGE) };
    Some(base as usize)
}

impl Pool {
    /// Gives a slot to a new stack: one that nobody is tied to when there is one, else a fresh one while there are few,
    /// else the one that was vacated longest ago.
    fn assign(&mut self, resident: usize) -> Option<usize> {
        let may_grow = self.slots.len() < resident.clamp(4, WARM) && self.slots.len() < self.count;
        while let Some(&number) = self.vacant.front() {
            let slot = &mut self.slots[number];
            if slot.occupant != 0 {
                slot.listed = false;
                self.vacant.pop_front();
                continue;
            }
            if slot.bound > 0 && may_grow {
                break;
            }
            slot.listed = false;
            self.vacant.pop_front();
            return Some(number);
        }
        if self.slots.len() == self.count {
            return None;
        }
        let number = self.slots.len();
        self.slots.push(Slot::new());
        self.guards.install(self.base + number * self.size);
        Some(number)
    }
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
    owner: u64,
    top: usize,
    /// Whether others may be bound to the slot.
    pub shared: bool,
}

/// Stacks that all workers together keep at hand: each occupies a slot that it shares with nobody. A small part of `WARM`, so
/// that they make nobody leave his.
const AT_HAND: usize = WARM / 4;

thread_local! {
    static AT_HAND_HERE: RefCell<Vec<PooledStack>> = const { RefCell::new(Vec::new()) };
}

/// The calling thread ends: others get the stacks that it has at hand.
pub fn leave_thread() {
    AT_HAND_HERE.with_borrow_mut(Vec::clear);
}

impl PooledStack {
    /// A stack whose slot is occupied by it; `None` when there is none.
    pub fn take(pid: Pid) -> Option<PooledStack> {
        // Whose it is matters once others are bound to the slot, and by then its actor has occupied it itself.
        if let Some(stack) = AT_HAND_HERE.with_borrow_mut(Vec::pop) {
            return Some(stack);
        }
        let stacks = &runtime().stacks;
        let mut pool = stacks.pool();
        let number = pool.assign(stacks.resident())?;
        let owner = pool.next_owner;
        pool.next_owner += 1;
        let colour = (number % COLOURS) * COLOUR;
        let top = pool.base + (number + 1) * pool.size - colour;
        let depth = (pool.size - colour) as u32;
        let slot = &mut pool.slots[number];
        let shared = slot.bound > 0;
        (slot.occupant, slot.occupant_pid) = (owner, pid);
        slot.bound += 1;
        stacks.occupied.fetch_add(1, Ordering::Relaxed);
        Some(PooledStack { place: Place { number: number as u32, depth, owner, top, shared } })
    }

    /// Lets another actor have it; `shared` tells whether somebody else may be bound to its slot.
    pub fn give_back(self, shared: bool) {
        let runtime = runtime();
        AT_HAND_HERE.with_borrow_mut(|at_hand| {
            let room = AT_HAND / runtime.settings.workers;
            if !shared && at_hand.len() < room && !runtime.stacks.always_vacate {
                at_hand.push(self);
            }
        });
    }

    pub fn place(&self) -> Place {
        self.place
    }
}

impl Drop for PooledStack {
    fn drop(&mut self) {
        let Place { number, owner, .. } = self.place;
        let next = {
            let stacks = &runtime().stacks;
            let mut pool = stacks.pool();
            let slot = &mut pool.slots[number as usize];
            slot.bound -= 1;
            if slot.occupant == owner { stacks.open(&mut pool, number as usize) } else { None }
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
        let occupied = stacks.occupied.load(Ordering::Relaxed);
        let may = self.shared || occupied > WARM || stacks.always_vacate;
        may && !cfg!(feature = "checked-memory") && self.should_vacate_now(self.used(stack_pointer), occupied, stacks)
    }

    #[inline(never)]
    fn should_vacate_now(&self, used: usize, occupied: usize, stacks: &Stacks) -> bool {
        (used <= MOVABLE && occupied > stacks.resident())
            || (used <= LITTLE && occupied > WARM)
            || (self.shared && !stacks.pool().slots[self.number()].waiters.is_empty())
    }

    /// Copies the used part to `saved` and lets others use the slot. `deep` tells that pages below the usual depth were touched.
    ///
    /// # Safety
    /// The stack's coroutine is suspended and everything that it needs lies above `stack_pointer`.
    pub unsafe fn vacate(&mut self, stack_pointer: usize, deep: bool, saved: &mut Box<[u8]>) {
        let used = self.top - stack_pointer;
        // SAFETY: `[stack_pointer, top)` is the used part of our slot.
        let stack = unsafe { std::slice::from_raw_parts(stack_pointer as *const u8, used) };
        // An actor mostly pauses where it paused before.
        if saved.len() == used {
            saved.copy_from_slice(stack);
        } else {
            *saved = stack.into();
        }
        let stacks = &runtime().stacks;
        if stacks.always_vacate {
            // SAFETY: our own slot, of which nothing is needed any more.
            unsafe { std::ptr::write_bytes(stack_pointer as *mut u8, 0xDB, used) };
        }
        if deep {
            self.trim();
        }
        self.shared = true;
        let next = stacks.open(&mut stacks.pool(), self.number());
        if let Some(next) = next {
            worker::enqueue(next);
        }
    }

    /// Occupies the slot again and puts the bytes back; false when another has it.
    pub fn occupy(&self, pid: Pid, saved: &[u8]) -> bool {
        {
            let stacks = &runtime().stacks;
            let mut pool = stacks.pool();
            let slot = &mut pool.slots[self.number()];
            // It may have been handed over while its actor was queued.
            if slot.occupant != self.owner {
                if slot.occupant != 0 {
                    return false;
                }
                (slot.occupant, slot.occupant_pid) = (self.owner, pid);
                stacks.occupied.fetch_add(1, Ordering::Relaxed);
            }
        }
        // SAFETY: the slot is ours now, and the bytes came from its end.
        unsafe { std::ptr::copy_nonoverlapping(saved.as_ptr(), (self.top - saved.len()) as *mut u8, saved.len()) };
        true
    }

    /// Has an actor that has to be queued put into a run queue when the slot is handed over to it. Gives the actor that
    /// occupies the slot: if it rests, its stack can be vacated at once. `None` when nobody does any more: then the actor
    /// was queued.
    pub fn enqueue_when_free(&self, pid: Pid) -> Option<Pid> {
        let occupant = {
            let mut pool = runtime().stacks.pool();
            let slot = &mut pool.slots[self.number()];
            if slot.occupant != 0 {
                slot.waiters.push_back((self.owner, pid));
            }
            (slot.occupant != 0).then_some(slot.occupant_pid)
        };
        if occupant.is_none() {
            worker::enqueue(pid);
        }
        occupant
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
