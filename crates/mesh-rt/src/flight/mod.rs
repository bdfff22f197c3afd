//! The flight recorder: what happened last on each thread that runs actors, always at hand.
//!
//! Each thread has records of its own, which only it writes, with plain stores: whose turn each was, and some rarer things. When there is
//! no room the oldest goes. A turn costs five instructions, since it does not ask for the time: that is noted after some hundreds of turns,
//! when the thread gets up, and each millisecond by the ticker, and what lies between is put between.
//!
//! Anybody may read at any time. A record may be written anew meanwhile: the count that goes before it tells, and it is left out.

mod labels;
pub mod trace;

use std::cell::Cell;
use std::ffi::c_void;
use std::ptr::{self, NonNull};
use std::sync::atomic::{AtomicBool, AtomicI32, AtomicPtr, AtomicU64, Ordering};

use labels::Labels;

pub use crate::machine::ticks;
use crate::pages;

/// So many turns are known.
const TURNS: usize = 1 << 14;
/// And so many other records of each sort.
const OTHERS: usize = 1 << 10;

/// What is recorded beside turns, each with a word.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum Kind {
    /// An actor was started: which one.
    Spawn = 1,
    /// It ended, but not by itself: the number of the reason.
    Exit = 2,
    /// It waits for something outside of the program.
    Outside = 3,
    /// It waits for room in a mailbox, or gives way since many wait there: whose.
    Room = 4,
    /// Its heap took much at once: bytes.
    Grow = 5,
    /// What was set for a time is due.
    Timer = 6,
    /// It had the worker for so long that others came first.
    Interrupted = 7,
    /// It has the worker still, and a helper runs the others.
    HeldUp = 8,
}

/// Time, slice and kind, actor, word; or what else a ring is for.
type Words = [u64; 4];

/// The last records of one sort, the oldest of which go.
struct Ring {
    /// How many were ever written. The next one may be on its way.
    written: AtomicU64,
    places: [[AtomicU64; 4]; OTHERS],
}

impl Ring {
    /// For one thread only.
    #[inline(always)]
    fn push(&self, words: Words) {
        let number = self.written.load(Ordering::Relaxed);
        for (at, word) in self.places[number as usize % OTHERS].iter().zip(words) {
            // Released, as the count of those before was: who sees one of these words sees that count.
            at.store(word, Ordering::Release);
        }
        self.written.store(number + 1, Ordering::Release);
    }

    /// The oldest one that is there with this number or a later one, and the number behind it.
    fn next(&self, number: u64) -> Option<(Words, u64)> {
        let mut number = number;
        loop {
            let oldest = (self.written.load(Ordering::Acquire) + 1).saturating_sub(OTHERS as u64);
            number = number.max(oldest);
            if number >= self.written.load(Ordering::Acquire) {
                return None;
            }
            let place = &self.places[number as usize % OTHERS];
            let words = [0, 1, 2, 3].map(|at| place[at].load(Ordering::Acquire));
            if number + OTHERS as u64 > self.written.load(Ordering::Acquire) {
                return Some((words, number + 1));
            }
        }
    }
}

/// All records of one thread. Zeros are one without records.
pub struct Flight {
    /// Grows with each turn; odd while one lasts.
    slices: AtomicU64,
    events: Ring,
    /// Time, slice, and when the thread lay down, if it did.
    stamps: Ring,
    /// Time and slice, by the ticker.
    marks: Ring,
    /// Whose turns they were. A turn has the place of its number.
    turns: [AtomicU64; TURNS],
    /// What the thread is called that has it now, or had it last.
    role: AtomicU64,
    is_taken: AtomicBool,
    /// When its last thread left it; 0 while there was none.
    left: AtomicU64,
    /// The system's number of the thread.
    thread: AtomicI32,
    /// Where it writes its stack when it is asked for that; null where nobody asks.
    sampled: AtomicPtr<c_void>,
    /// The one that was made before.
    next: AtomicPtr<Flight>,
}

impl Flight {
    /// Memory for records.
    fn made() -> Option<NonNull<Flight>> {
        pages::reserve(size_of::<Flight>()).map(NonNull::cast)
    }

    /// A turn of this actor begins. Only for its thread.
    #[inline(always)]
    pub fn begin_turn(&self, pid: i64) {
        self.turn_after(1, pid);
    }

    /// A turn is over, and another one begins. Only for its thread.
    #[inline(always)]
    pub fn next_turn(&self, pid: i64) {
        self.turn_after(2, pid);
    }

    #[inline(always)]
    fn turn_after(&self, slices: u64, pid: i64) {
        let slice = self.slices.load(Ordering::Relaxed) + slices;
        self.slices.store(slice, Ordering::Release);
        if !cfg!(feature = "without-recorder") {
            self.turns[(slice / 2) as usize % TURNS].store(pid as u64, Ordering::Release);
        }
    }

    /// It is over. Only for its thread.
    #[inline(always)]
    pub fn end_turn(&self) {
        self.slices.store(self.slices.load(Ordering::Relaxed) + 1, Ordering::Release);
    }

    /// Grows with each turn; odd while one lasts.
    #[inline]
    pub fn slice(&self) -> u64 {
        self.slices.load(Ordering::Acquire)
    }

    /// A thread begins to record, which nothing did since another one left.
    pub fn begin(&self) {
        self.stamp(self.left.load(Ordering::Relaxed));
    }

    /// Notes what time it is, and since when its thread slept, if it did. Only for its thread.
    #[cold]
    pub fn stamp(&self, slept_since: u64) {
        if !cfg!(feature = "without-recorder") {
            self.stamps.push([ticks(), self.slice(), slept_since, 0]);
        }
    }

    /// Notes which turn lasts now. Only for the ticker.
    pub fn mark(&self) {
        let slice = self.slice();
        // A thread that sleeps needs none.
        if slice % 2 == 1 && !cfg!(feature = "without-recorder") {
            self.marks.push([ticks(), slice, 0, 0]);
        }
    }

    /// Records something that an actor met; 0 is the one that has the turn. For one thread only.
    #[inline]
    pub fn note(&self, kind: Kind, pid: i64, word: u64) {
        self.events.push([ticks(), (self.slice() << 4) | kind as u64, pid as u64, word]);
    }

    /// The same of an actor that is known, whoever has the turn.
    #[inline(always)]
    pub fn note_of(&self, kind: Kind, pid: i64, word: u64) {
        if !cfg!(feature = "without-recorder") {
            self.events.push([ticks(), kind as u64, pid as u64, word]);
        }
    }

    /// Whether its thread gives turns to actors.
    pub fn runs_actors(&self) -> bool {
        self.role.load(Ordering::Relaxed) != Role::Timers as u64
    }

    /// The system's number of the thread whose it is, or was last; 0 before there was one.
    pub fn thread(&self) -> i32 {
        self.thread.load(Ordering::Acquire)
    }

    /// Where its thread writes its stack when it is asked for that, if anybody asks.
    pub fn sampled(&self) -> *mut c_void {
        self.sampled.load(Ordering::Acquire)
    }

    /// Its thread writes its stack there from now on.
    pub fn set_sampled(&self, place: *mut c_void) {
        self.sampled.store(place, Ordering::Release);
    }

    /// Whose turn this slice is.
    pub fn actor_of(&self, slice: u64) -> i64 {
        self.turn(slice / 2) as i64
    }

    fn turn(&self, number: u64) -> u64 {
        self.turns[number as usize % TURNS].load(Ordering::Acquire)
    }
}

/// What a thread is there for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Role {
    Worker,
    Helper,
    Timers,
    /// One of I/O, which runs actors now and then.
    Io,
}

/// The records of all threads of a runtime. They live for ever; those of a thread that has ended are another one's later.
pub struct Flights {
    first: AtomicPtr<Flight>,
    /// What actors are called.
    pub labels: Labels,
}

impl Default for Flights {
    fn default() -> Self {
        Flights::new()
    }
}

impl Flights {
    /// None yet.
    pub const fn new() -> Flights {
        Flights { first: AtomicPtr::new(ptr::null_mut()), labels: Labels::new() }
    }

    /// Records for a thread; `None` when there is no memory for them.
    pub fn take(&self, role: Role) -> Option<&Flight> {
        let free = |flight: &&Flight| !flight.is_taken.swap(true, Ordering::AcqRel);
        let flight = match self.all().find(free) {
            Some(flight) => flight,
            // SAFETY: a mapping of this size that nobody gives back; zeros are a value.
            None => self.add(unsafe { Flight::made()?.as_ref() }),
        };
        flight.role.store(role as u64, Ordering::Relaxed);
        Some(flight)
    }

    /// Its thread has ended, or was never started.
    pub fn leave(&self, flight: &Flight) {
        // Its last turn was over by then.
        flight.stamp(0);
        flight.left.store(ticks(), Ordering::Relaxed);
        flight.is_taken.store(false, Ordering::Release);
    }

    fn add<'a>(&'a self, flight: &'a Flight) -> &'a Flight {
        flight.is_taken.store(true, Ordering::Relaxed);
        let new = ptr::from_ref(flight).cast_mut();
        let link = |first| {
            flight.next.store(first, Ordering::Relaxed);
            Some(new)
        };
        let _ = self.first.fetch_update(Ordering::AcqRel, Ordering::Acquire, link);
        flight
    }

    /// All, the latest first.
    pub fn all(&self) -> impl Iterator<Item = &Flight> {
        // SAFETY: null, or one that lives for ever.
        let at = |place: &AtomicPtr<Flight>| unsafe { place.load(Ordering::Acquire).as_ref() };
        std::iter::successors(at(&self.first), move |flight| at(&flight.next))
    }
}

thread_local! {
    static HERE: Cell<*const Flight> = const { Cell::new(ptr::null()) };
}

/// The calling thread records there from now on, if anywhere.
pub fn record_here(flight: Option<&'static Flight>) {
    HERE.with(|here| here.set(flight.map_or(ptr::null(), ptr::from_ref)));
    if let Some(flight) = flight {
        // SAFETY: it takes nothing and cannot fail.
        flight.thread.store(unsafe { libc::gettid() }, Ordering::Release);
    }
}

/// Where the calling thread records.
pub fn here() -> Option<&'static Flight> {
    // SAFETY: null, or one that lives for ever.
    unsafe { HERE.with(Cell::get).as_ref() }
}

/// Records something that an actor met, on a thread that records; 0 is the one that has the turn. Never inlined: the caller may go on in
/// another thread.
#[inline(never)]
pub fn note(kind: Kind, pid: i64, word: u64) {
    if let Some(flight) = here()
        && !cfg!(feature = "without-recorder")
    {
        flight.note(kind, pid, word);
    }
}
