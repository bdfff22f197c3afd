//! The thread that watches the workers: it takes turns away that have lasted long enough, and sends help where that is of no use.
//!
//! A function of the runtime that works on much at once should look at its `turn::Turn` now and then. One that does not, or cannot
//! (a library's, an allocation of the system), *holds up* its worker: the turn is over, and nothing happens. While others
//! want to run, a helper then takes the place of that worker: a thread that runs them until the worker is back.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicPtr, AtomicU64, Ordering};
use std::time::Duration;

use parking_lot::Mutex;

use super::calls::CallClock;
use super::runtime::runtime;
use super::scarcity;
use super::successor::Successor;
use super::timer::Time;
use super::worker::{self, Scheduler};
use super::{body, seat, slab};
use crate::flight::{self, Flight, Kind, Role};
use crate::machine;
use crate::pid::Pid;

/// How often the ticker looks at the workers.
const TICK: Duration = Duration::from_millis(1);
/// Who used up a slice comes again after so many ticks at the latest, one on each worker, whatever others do.
const SLICE_TICKS: u32 = 10;
/// After so many ticks an actor gives its turn to another one that is queued.
const SLICE: u32 = 3;
/// After so many it sees what arrived for it, even when nobody else wants to run.
const LONE_SLICE: u32 = 10;
/// After so many on a thread of I/O, which has other things to do.
const INLINE_SLICE: u32 = 1;
/// A turn that goes on for so many ticks after it was taken away holds its worker up.
const HELD_UP: u32 = 1;
/// Turns are short that take less than so many nanoseconds on average: about as long as it takes to move an actor, with all that it
/// touches, to another processor.
const QUICK: Time = 1000;
/// So many helpers at most: beyond, the threads would only take time from each other.
const MOST_HELPERS: usize = 64;
/// A helper that found nobody to run looks again after this.
const LOOK_AGAIN: Duration = Duration::from_millis(1);

/// What the ticker needs to know of a thread that runs actors.
pub struct WorkerState {
    /// Address of the thread's word that holds the stack limit; 0 while there is no thread.
    limit_word: Mutex<usize>,
    /// What happened on it; null before there is a thread.
    flight: AtomicPtr<Flight>,
    /// Whether it is no worker: a helper, or a thread of I/O.
    pub is_helper: bool,
    has_ended: AtomicBool,
    /// Whether it owes its next turn to those who were woken: its last one used up a slice, or they have waited for a tick.
    pub owes_turn: AtomicBool,
    /// Whether it owes that first to those who used up a slice: they have waited for some ticks.
    pub owes_slice: AtomicBool,
    /// Whom the running actor woke: see `Successor`.
    pub successor: Successor,
    /// How many turns there were.
    turns: AtomicU64,
    /// When it last gave memory back, in milliseconds. Only the worker itself looks.
    pub gave_back: AtomicI64,
    /// What time it is, to a tick or two.
    clock: AtomicU64,
    /// Whether turns are so short on it that its actors are sooner run than taken to another worker. The ticker says so.
    quick: AtomicBool,
    /// Whether its own queue was empty since the ticker looked.
    had_last: AtomicBool,
    /// Whether it comes to the end of its queue within each tick, and so needs nobody.
    keeps_up: AtomicBool,
    /// When it last took actors from a worker that is quick. Only the worker itself looks.
    taken: AtomicU64,
}

impl WorkerState {
    /// Of a thread that is going to run actors.
    pub fn new(is_helper: bool) -> Arc<WorkerState> {
        Arc::new(WorkerState {
            limit_word: Mutex::new(0),
            flight: AtomicPtr::default(),
            is_helper,
            has_ended: AtomicBool::new(false),
            owes_turn: AtomicBool::new(false),
            owes_slice: AtomicBool::new(false),
            successor: Successor::nobody(),
            turns: AtomicU64::new(0),
            gave_back: AtomicI64::new(0),
            clock: AtomicU64::new(0),
            quick: AtomicBool::new(false),
            had_last: AtomicBool::new(false),
            keeps_up: AtomicBool::new(false),
            taken: AtomicU64::new(0),
        })
    }

    /// The calling thread records there.
    pub fn record(&self, flight: &'static Flight) {
        self.flight.store(std::ptr::from_ref(flight).cast_mut(), Ordering::Release);
        flight::record_here(Some(flight));
        flight.begin();
    }

    /// The calling thread is this one, and records there.
    pub fn begin(&self, flight: &'static Flight) {
        self.record(flight);
        *self.limit_word.lock() = machine::limit_word_address();
    }

    /// The calling thread ends: nobody touches its word any more.
    fn end(&self) {
        *self.limit_word.lock() = 0;
        self.has_ended.store(true, Ordering::Release);
    }

    /// What happens on it. Only once it records.
    #[inline(always)]
    pub fn flight(&self) -> &'static Flight {
        let flight = self.flight.load(Ordering::Relaxed);
        debug_assert!(!flight.is_null(), "it records");
        // SAFETY: set before any turn; records live for ever.
        unsafe { &*flight }
    }

    /// What time it is, to a tick or two.
    #[inline]
    pub fn now(&self) -> Time {
        self.clock.load(Ordering::Relaxed)
    }

    /// Says what time it is: the ticker does while workers are up, and a worker when it gets up.
    pub fn set_clock(&self, now: Time) {
        self.clock.store(now, Ordering::Relaxed);
    }

    /// Whether turns are short on it: nobody is called to help, and who comes by itself takes many actors, but seldom.
    #[inline]
    pub fn is_quick(&self) -> bool {
        self.quick.load(Ordering::Relaxed)
    }

    /// Whether this worker should take actors from another one now.
    pub fn may_take_from(&self, other: &WorkerState) -> bool {
        let waited = || self.now().saturating_sub(self.taken.load(Ordering::Relaxed)) >= TICK.as_nanos() as Time;
        !other.is_quick() || (!other.keeps_up.load(Ordering::Relaxed) && waited())
    }

    /// It runs the last actor of its queue. Only the worker itself calls this.
    #[inline]
    pub fn note_last(&self) {
        self.had_last.store(true, Ordering::Relaxed);
    }

    /// It takes some from one that is quick.
    pub fn note_taken(&self) {
        self.taken.store(self.now(), Ordering::Relaxed);
    }

    /// So many turns more are over. Only the worker itself calls this.
    pub fn note_turns(&self, count: u32) {
        self.turns.store(self.turns.load(Ordering::Relaxed) + u64::from(count), Ordering::Relaxed);
    }

    /// How many turns there were.
    pub fn turns(&self) -> u64 {
        self.turns.load(Ordering::Relaxed)
    }

    fn any_flight(&self) -> Option<&'static Flight> {
        // SAFETY: null, or records that live for ever.
        unsafe { self.flight.load(Ordering::Acquire).as_ref() }
    }

    /// Grows with each turn of an actor; odd while one lasts.
    fn slice(&self) -> u64 {
        self.any_flight().map_or(0, Flight::slice)
    }

    /// Takes the turn away from the actor that runs. The worker may have gone on to another one: that one then pauses early, which
    /// does no harm.
    fn poison(&self) {
        let word = self.limit_word.lock();
        if *word != 0 {
            // SAFETY: the word belongs to a thread that cannot end meanwhile.
            unsafe { std::ptr::write_volatile(*word as *mut usize, usize::MAX) };
        }
    }
}

/// A worker as the ticker saw it last.
struct Watched {
    state: Arc<WorkerState>,
    /// Its slice, and for how many ticks it has lasted.
    slice: u64,
    ticks: u32,
    /// For how many ticks it has lasted since it was taken away, and whether help was sent.
    over: u32,
    is_helped: bool,
    /// How many turns it had had, and when.
    turns: u64,
    at: Time,
}

impl Watched {
    fn new(state: Arc<WorkerState>) -> Watched {
        Watched { state, slice: 0, ticks: 0, over: 0, is_helped: false, turns: 0, at: 0 }
    }

    /// Says whether turns are short there; true when they were, and others may have been left in its queue.
    fn pace(&mut self, now: Time) -> bool {
        let (turns, was_quick) = (self.state.turns(), self.state.is_quick());
        let (had, took) = (turns - self.turns, now.saturating_sub(self.at));
        let is_quick = had * QUICK > took;
        let keeps_up = self.state.had_last.swap(false, Ordering::Relaxed) && is_quick;
        self.state.keeps_up.store(keeps_up, Ordering::Relaxed);
        self.state.quick.store(is_quick, Ordering::Relaxed);
        (self.turns, self.at) = (turns, now);
        was_quick && !keeps_up
    }

    /// Takes the turn away when it has lasted for so many ticks. True when that had no effect and others want to run.
    fn look(&mut self, wanted: bool, patience: u32) -> bool {
        let now = self.state.slice();
        if now.is_multiple_of(2) || now != self.slice {
            (self.slice, self.ticks, self.over, self.is_helped) = (now, 0, 0, false);
            return false;
        }
        self.ticks += 1;
        if self.ticks < patience {
            return false;
        }
        let is_held_up = self.over >= HELD_UP;
        self.state.poison();
        self.over += 1;
        is_held_up && wanted && !self.is_helped
    }
}

/// What the ticker looks after.
struct Watch {
    /// The workers, and then the helpers.
    workers: Vec<Watched>,
    /// The threads of I/O that run actors.
    inline: Vec<Watched>,
    /// How many workers there are.
    count: usize,
    /// Counted up to `SLICE_TICKS`.
    ticks: u32,
}

/// The ticker's thread. Rests while all workers sleep: an idle program takes no time.
pub fn tick() {
    let shared = worker::shared();
    let workers: Vec<Watched> = shared.queues.workers().iter().cloned().map(Watched::new).collect();
    let mut watch = Watch { count: workers.len(), workers, inline: Vec::new(), ticks: 0 };
    let mut calls = CallClock::new();
    loop {
        if watch.workers.len() == watch.count && !worker::rest_with_workers(shared, calls.wake_time()) {
            calls.at_rest();
            continue;
        }
        std::thread::sleep(TICK);
        calls.while_awake();
        scarcity::wake_taker();
        watch.look(shared);
    }
}

impl Watch {
    fn all(&mut self) -> impl Iterator<Item = &mut Watched> {
        self.workers.iter_mut().chain(&mut self.inline)
    }

    fn look(&mut self, shared: &Scheduler) {
        let now = runtime().timers.now();
        self.inline.extend(shared.inline.threads_from(self.inline.len()).into_iter().map(Watched::new));
        let (mut were_quick, mut wanted) = (false, !shared.queues.are_empty());
        for watched in self.all() {
            watched.state.set_clock(now);
            watched.state.any_flight().inspect(|flight| flight.mark());
            were_quick |= watched.pace(now);
            wanted |= !watched.state.successor.is_nobody();
        }
        if shared.queues.has_woken() {
            self.all().for_each(|watched| watched.state.owes_turn.store(true, Ordering::Relaxed));
        }
        self.ticks = (self.ticks + 1) % SLICE_TICKS;
        if self.ticks == 0 && shared.queues.has_preempted() {
            let workers = self.workers.iter().filter(|watched| !watched.state.is_helper);
            for Watched { state, .. } in workers {
                state.owes_slice.store(true, Ordering::Relaxed);
                state.owes_turn.store(true, Ordering::Relaxed);
            }
        }
        let (mut helpers, room) = (Vec::new(), (self.count + MOST_HELPERS).saturating_sub(self.workers.len()));
        let slice = if wanted { SLICE } else { LONE_SLICE };
        let of_workers = self.workers.iter_mut().map(|watched| (watched, slice));
        for (watched, patience) in of_workers.chain(self.inline.iter_mut().map(|watched| (watched, INLINE_SLICE))) {
            if watched.look(wanted, patience) && helpers.len() < room {
                watched.is_helped = true;
                helpers.extend(send_help(&watched.state, watched.slice));
            }
        }
        if self.inline.iter().any(|watched| watched.ticks == INLINE_SLICE) {
            shared.inline.rest(now);
        } else if self.inline.iter().all(|watched| watched.ticks == 0) {
            shared.inline.go_on();
        }
        let mut any_lasts = false;
        for watched in self.all().filter(|watched| watched.ticks > 0) {
            shared.queues.free_successor(&watched.state);
            watched.state.keeps_up.store(false, Ordering::Relaxed);
            any_lasts = true;
        }
        if wanted && (were_quick || any_lasts) {
            // An actor may lie alone in the queue of a worker that runs another one for long, or many may where nobody is called.
            worker::ring_for_long(shared);
        }
        self.workers.retain(|watched| !watched.state.has_ended.load(Ordering::Acquire));
        self.workers.extend(helpers.into_iter().map(Watched::new));
    }
}

/// Starts a helper for a worker that is held up in this slice; `None` when there is no thread for it.
fn send_help(held_up: &Arc<WorkerState>, slice: u64) -> Option<Arc<WorkerState>> {
    let flight = runtime().flights.take(Role::Helper)?;
    let state = WorkerState::new(true);
    let (helper, held_up) = (state.clone(), held_up.clone());
    worker::begin_help();
    let started = runtime().thread("mesh-helper", move || {
        helper.begin(flight);
        flight.note(Kind::HeldUp, held_up.flight().actor_of(slice), 0);
        help(&helper, &held_up, slice);
        runtime().flights.leave(flight);
        runtime().slots.leave_thread();
        seat::leave_thread();
        body::leave_thread();
        slab::leave_thread();
        helper.end();
        worker::end_outside();
    });
    if started.is_err() {
        runtime().flights.leave(flight);
        worker::end_outside();
    }
    started.ok().map(|()| state)
}

/// Runs others until a worker is back from this slice.
fn help(helper: &WorkerState, held_up: &WorkerState, slice: u64) {
    let shared = worker::shared();
    helper.set_clock(runtime().timers.now());
    slab::join();
    // Since when it found nobody.
    let mut since = None;
    while held_up.slice() == slice {
        if let Some(pid) = next(shared) {
            since.take().into_iter().for_each(|since| helper.flight().stamp(since));
            worker::run(runtime(), pid, helper);
        } else {
            if since.is_none() {
                since = Some(machine::ticks());
                helper.flight().stamp(0);
            }
            std::thread::sleep(LOOK_AGAIN);
        }
    }
}

/// Whom a helper runs next: it has no queue of its own.
fn next(shared: &Scheduler) -> Option<Pid> {
    loop {
        let stolen = shared.queues.steal();
        if !stolen.is_retry() {
            return stolen.success();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicUsize;
    use std::sync::mpsc::channel;

    use super::super::faults::settings;
    use super::super::program::spawn_native;
    use super::super::runtime::Runtime;
    use super::*;

    /// The only worker is held up by an actor that goes on only when others have run, and so are the helpers.
    #[test]
    fn a_worker_that_is_held_up_is_helped() {
        Runtime::start(settings(1));
        const ACTORS: usize = 5;
        let ran = Arc::new(AtomicUsize::new(0));
        let (tell, told) = channel();
        for _ in 0..ACTORS {
            let (ran, tell) = (ran.clone(), tell.clone());
            let all_run = move || {
                ran.fetch_add(1, Ordering::SeqCst);
                while ran.load(Ordering::SeqCst) < ACTORS {
                    std::hint::spin_loop();
                }
                let _ = tell.send(());
            };
            spawn_native(all_run).expect("room");
        }
        for _ in 0..ACTORS {
            told.recv_timeout(Duration::from_secs(60)).expect("others run while one is held up");
        }
        // The helpers go when nobody needs them.
        while std::fs::read_dir("/proc/self/task").is_ok_and(|threads| {
            threads.flatten().any(|thread| {
                std::fs::read_to_string(thread.path().join("comm")).is_ok_and(|name| name.trim() == "mesh-helper")
            })
        }) {
            std::thread::sleep(LOOK_AGAIN);
        }
    }
}
