//! The scheduler: one worker per core, a run queue each, work stealing; the ticker preempts (see `ticker`).

use parking_lot::{Condvar, Mutex, MutexGuard};
use std::any::Any;
use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use crossbeam_deque::Worker;

use super::body::{self, Pause};
use super::calls;
use super::fiber;
use super::form::{Form, Left};
use super::idle::Idle;
use super::inline::{self, Inline};
use super::run_queues::{RunQueues, as_pid};
use super::runtime::{Runtime, runtime};
use super::seat::Seat;
use super::slab;
use super::slot::Slot;
use super::stack::{Place, Stacks};
use super::ticker::{self, WorkerState};
use super::{crash, program};
use crate::end;
use crate::flight::{self, Flight, Kind, Role};
use crate::machine;
use crate::pid::Pid;

/// A worker that has slept for so long gives unused memory back, and sleeps on.
const CALM: Duration = Duration::from_millis(200);
/// So short a sleep will do, once in so many milliseconds: else one that is woken now and then would keep what it has.
const SHORT_CALM: Duration = Duration::from_millis(5);
const GIVES_BACK_AFTER: i64 = 1000;

/// The queues of a runtime and who looks after them.
pub struct Scheduler {
    pub(super) queues: RunQueues,
    /// The numbers and own queues of workers that have not begun, the first one last: they count as asleep, and begin when those that
    /// have do not suffice.
    unused: Mutex<Vec<(usize, Worker<Pid>)>>,
    /// How many those are.
    not_begun: AtomicUsize,
    /// Whether the ticker rests because all workers sleep.
    ticker_rests: Mutex<bool>,
    /// Wakes a worker, and the ticker; both wait under that lock.
    bell: Condvar,
    ticker_bell: Condvar,
    idle: Idle,
    /// The threads of I/O that run actors.
    pub(super) inline: Inline,
}

/// So many turns may be those of successors, one after the other, before the worker looks around.
const CHAIN: u32 = 64;

/// What a worker has for itself.
struct Local<'a> {
    queue: &'a Worker<Pid>,
    state: &'a WorkerState,
}

thread_local! {
    static LOCAL: Cell<*const Local<'static>> = const { Cell::new(std::ptr::null()) };
}

impl Scheduler {
    /// Queues for so many workers.
    pub fn new(count: usize) -> Scheduler {
        let own: Vec<Worker<Pid>> = (0..count).map(|_| Worker::new_fifo()).collect();
        Scheduler {
            queues: RunQueues::of(&own),
            unused: Mutex::new(own.into_iter().enumerate().rev().collect()),
            not_begun: AtomicUsize::new(0),
            ticker_rests: Mutex::new(false),
            bell: Condvar::new(),
            ticker_bell: Condvar::new(),
            idle: Idle::new(count),
            inline: Inline::default(),
        }
    }

    /// How many actors wait for a worker, and how many turns there have been.
    pub fn work(&self) -> (usize, u64) {
        let of_workers: u64 = self.queues.workers().iter().map(|worker| worker.turns()).sum();
        (self.queued(), of_workers + self.inline.turns())
    }

    /// How many actors are queued, about.
    pub fn queued(&self) -> usize {
        self.queues.len()
    }
}

pub(super) fn shared() -> &'static Scheduler {
    &runtime().scheduler
}

/// Something goes on outside the workers.
pub fn begin_outside() {
    shared().idle.begin_outside();
}

/// The same for a helper, which takes actors from the queues.
pub(super) fn begin_help() {
    shared().idle.begin_help();
}

/// It has woken whom it had to wake, and is over.
pub fn end_outside() {
    if shared().idle.end_outside() {
        runtime().program.maybe_quiet();
    }
}

/// Whether nothing will ever happen again by itself.
pub fn is_quiet() -> bool {
    let shared = shared();
    shared.idle.is_quiet(|| shared.queues.are_empty()) && !calls::any_ends()
}

/// Something arrived for the actor: queues it when it waits.
pub fn wake(pid: Pid) {
    if pid.slot().is_some_and(|slot| slot.mailbox.wake()) {
        enqueue(pid);
    }
}

/// Puts an actor that the caller has to queue into a run queue. Never inlined: it reads a word of this thread, and the caller may
/// go on in another.
#[inline(never)]
pub fn enqueue(pid: Pid) {
    enqueue_at(local(), pid);
}

/// Wakes an actor that is to go on where the caller is, behind whoever waits there.
pub fn wake_here(pid: Pid) {
    if pid.slot().is_some_and(|slot| slot.mailbox.wake()) {
        enqueue_here(pid);
    }
}

#[inline(never)]
fn enqueue_here(pid: Pid) {
    match local() {
        Some(local) => push(local, pid),
        None => enqueue_at(None, pid),
    }
}

/// The same for one that was just started, which is recorded.
#[inline(never)]
pub fn enqueue_spawned(pid: Pid, starter: Pid) {
    let local = local();
    match local {
        Some(local) if starter != Pid::NOBODY => {
            local.state.flight().note_of(Kind::Spawn, starter.0, pid.0 as u64);
        }
        _ => flight::note(Kind::Spawn, starter.0, pid.0 as u64),
    }
    enqueue_at(local, pid);
}

/// The worker that this thread is.
#[inline(always)]
fn local() -> Option<&'static Local<'static>> {
    // SAFETY: null, or the worker's own, on its own thread.
    unsafe { LOCAL.with(Cell::get).as_ref() }
}

#[inline(always)]
fn enqueue_at(local: Option<&Local<'_>>, pid: Pid) {
    match local {
        // A worker that wakes its own next actor needs no help, unless it runs another one for long: see `tick`. Two or more do.
        Some(local) if local.queue.is_empty() && local.state.successor.put(pid.0 as usize) => return,
        Some(local) => {
            push(local, pid);
            // It has run them before another one has come to take them.
            if local.state.is_quick() {
                return;
            }
        }
        None if inline::put(shared(), pid) => return,
        None => shared().queues.push_woken(pid),
    }
    ring(shared());
}

/// Puts an actor behind those that wait on a worker.
#[inline(always)]
fn push(local: &Local<'_>, pid: Pid) {
    // Those who wait longer come first, whoever takes them.
    if let Some(successor) = local.state.successor.take() {
        local.queue.push(as_pid(successor));
    }
    local.queue.push(pid);
}

/// Wakes a worker if one sleeps. All that have begun are up: has one begin when two actors wait, for they will soon come to one.
fn ring(shared: &Scheduler) {
    ring_or_begin(shared, || shared.queued() > 1);
}

/// How many workers sleep, about.
pub(super) fn asleep(shared: &Scheduler) -> usize {
    shared.idle.asleep()
}

/// Wakes as many workers as can take somebody of those who are left in a queue.
pub(super) fn ring_if_queued(shared: &Scheduler) {
    if !shared.queues.are_empty() {
        for _ in 0..shared.queued().min(asleep(shared)).max(1) {
            ring(shared);
        }
    }
}

/// Has the ticker look at a thread that is none of the workers'.
pub(super) fn wake_ticker(shared: &Scheduler) {
    call_ticker(shared, &mut shared.ticker_rests.lock());
}

/// The same for the ticker: those who are up do not come to anybody, or are not to be asked by who queued them.
pub(super) fn ring_for_long(shared: &Scheduler) {
    ring_or_begin(shared, || true);
}

#[inline]
fn ring_or_begin(shared: &Scheduler, may_begin: impl Fn() -> bool) {
    if !shared.idle.anyone_asleep() {
        return;
    }
    let not_begun = shared.not_begun.load(Ordering::Relaxed);
    if not_begun > 0 && shared.idle.asleep() <= not_begun {
        if may_begin() {
            begin_another(shared);
        }
    } else {
        let _guard = shared.ticker_rests.lock();
        shared.bell.notify_one();
    }
}

/// One that there is no thread for sleeps for ever.
#[cold]
fn begin_another(shared: &Scheduler) {
    let Some(flight) = runtime().flights.take(Role::Worker) else { return };
    let Some((number, queue)) = shared.unused.lock().pop() else { return runtime().flights.leave(flight) };
    shared.not_begun.fetch_sub(1, Ordering::Relaxed);
    let _ = runtime().thread(&format!("mesh-{number}"), move || {
        let shared = self::shared();
        get_up(shared, &mut shared.ticker_rests.lock());
        work(number, &queue, flight)
    });
}

/// Starts the ticker and the first worker. Without them the process ends.
pub fn start(runtime: &'static Runtime) {
    if let Err(error) = runtime.thread("mesh-ticker", ticker::tick) {
        end::for_want_of_a_thread("no thread for the scheduler", &error);
    }
    let shared = &runtime.scheduler;
    let (number, first) = shared.unused.lock().pop().expect("one worker at least");
    let flight = runtime.flights.take(Role::Worker).unwrap_or_else(|| {
        end::for_want_of("no address space for the flight recorder", &"the limit of it (ulimit -v) is reached")
    });
    for _ in 1..shared.queues.workers().len() {
        let _ = shared.idle.lie_down();
        shared.not_begun.fetch_add(1, Ordering::Relaxed);
    }
    if let Err(error) = runtime.thread("mesh-0", move || work(number, &first, flight)) {
        end::for_want_of_a_thread("no thread to run actors", &error);
    }
}

fn work(number: usize, queue: &Worker<Pid>, flight: &'static Flight) -> ! {
    let runtime = runtime();
    let shared = &runtime.scheduler;
    let state = &*shared.queues.workers()[number];
    let local = Local { queue, state };
    LOCAL.with(|place| place.set((&raw const local).cast()));
    slab::join();
    state.begin(flight);
    state.set_clock(runtime.timers.now());
    let (mut turn, mut last) = (1u32, 0u32);
    loop {
        let since = std::mem::replace(&mut last, turn);
        match shared.queues.next(queue, |every| turn / every != since / every, state) {
            Some(pid) => turn = turn.wrapping_add(run(runtime, pid, state)),
            None => park(shared, state),
        }
    }
}

fn park(shared: &Scheduler, state: &WorkerState) {
    for _ in 0..50 {
        std::hint::spin_loop();
        if !shared.queues.nobody_to_take(state) {
            return;
        }
    }
    let since = machine::ticks();
    let mut ticker_rests = shared.ticker_rests.lock();
    let all_sleep = shared.idle.lie_down();
    if shared.queues.nobody_to_take(state) {
        if all_sleep {
            runtime().program.maybe_quiet();
        }
        let due = state.gave_back.load(Ordering::Relaxed) + GIVES_BACK_AFTER <= runtime().timers.now_millis();
        let calm = if due { SHORT_CALM } else { CALM };
        if shared.bell.wait_for(&mut ticker_rests, calm).timed_out() {
            state.gave_back.store(runtime().timers.now_millis(), Ordering::Relaxed);
            MutexGuard::unlocked(&mut ticker_rests, crate::memory::give_back);
            // It may have been rung for meanwhile.
            if shared.queues.nobody_to_take(state) {
                shared.bell.wait(&mut ticker_rests);
            }
        }
    }
    get_up(shared, &mut ticker_rests);
    drop(ticker_rests);
    state.flight().stamp(since);
    state.set_clock(runtime().timers.now());
}

/// Called under the lock that says whether the ticker rests.
fn get_up(shared: &Scheduler, ticker_rests: &mut bool) {
    shared.idle.get_up();
    call_ticker(shared, ticker_rests);
}

/// It will look once, whether somebody is still up then or not: who gets up for a moment again and again calls it seldom.
fn call_ticker(shared: &Scheduler, ticker_rests: &mut bool) {
    if std::mem::take(ticker_rests) {
        shared.ticker_bell.notify_one();
    }
}

/// Runs an actor until it pauses or ends, and then whom it woke, and so on for a while. Gives how many turns that were. A mistake of
/// the runtime on the way is the crash of the actor for which it happens.
pub(super) fn run(runtime: &'static Runtime, pid: Pid, state: &WorkerState) -> u32 {
    let (runs, turns) = (Cell::new(pid), Cell::new(0));
    if let Err(panic) = catch_unwind(AssertUnwindSafe(|| chain(runtime, &runs, &turns, state))) {
        machine::set_limit_word(0);
        fiber::leave();
        let pid = runs.get();
        // SAFETY: as in `chain`.
        let place = unsafe { &mut *slot_of(runtime, pid).form.get() };
        // What cannot even be ended is left where it is.
        let _ = catch_unwind(AssertUnwindSafe(|| end_for_panic(pid, place, panic)));
        body::set_current(std::ptr::null_mut());
        state.flight().end_turn();
    }
    state.note_turns(turns.get());
    turns.get()
}

#[cold]
fn end_for_panic(pid: Pid, place: &mut Form, panic: Box<dyn Any + Send>) {
    let (reason, reported) = crash::of_panic(panic).into_parts();
    let pid = place.pid().unwrap_or(pid);
    if let Some(body) = place.body() {
        if reported {
            crash::report(body, &reason.text(), Vec::new());
        }
        body.end_for(Box::new(reason));
        if let Some(rare) = body.any_rare() {
            rare.on_exit.clear();
            rare.at_end.clear();
        }
        end(pid, place);
    } else if pid.slot().is_some() {
        if reported {
            crash::report_beginning(pid, &reason.text());
        }
        program::end_without_body(pid, &reason);
    }
}

fn slot_of(runtime: &'static Runtime, pid: Pid) -> &'static Slot {
    runtime.slots.at(pid.index()).expect("queued actors have slots")
}

/// See `run`: `runs` is whose turn it is, and `turns` how many have begun.
#[inline(always)]
fn chain(runtime: &'static Runtime, runs: &Cell<Pid>, turns: &Cell<u32>, state: &WorkerState) {
    let flight = state.flight();
    flight.begin_turn(runs.get().0);
    loop {
        let slot = slot_of(runtime, runs.get());
        turns.set(turns.get() + 1);
        // SAFETY: who takes an actor out of a queue is the only one to touch the body.
        turn(runtime, slot, unsafe { &mut *slot.form.get() }, state);
        if turns.get() >= CHAIN || state.owes_turn.load(Ordering::Relaxed) {
            break;
        }
        let Some(successor) = state.successor.take() else { break };
        flight.next_turn(successor as i64);
        runs.set(as_pid(successor));
    }
    flight.end_turn();
}

/// Ends an actor, or queues it for its exit closures.
fn end(pid: Pid, place: &mut Form) {
    if place.body().is_some_and(program::prepare_exit) {
        body::set_current(std::ptr::null_mut());
        return enqueue(pid);
    }
    if let Left::Body(body) = place.leave() {
        program::finish(body);
    }
    body::set_current(std::ptr::null_mut());
}

fn turn(runtime: &'static Runtime, slot: &'static Slot, place: &mut Form, state: &WorkerState) {
    let body = program::body_of(slot, place);
    // Who was queued may have ended, and the one that has its slot now have been queued for it.
    let pid = body.pid;
    let body_pointer: *mut body::Body = body;
    body::set_current(body_pointer);
    let pause = loop {
        body.take_first_deliveries();
        if let Some(reason) = body.doomed.take() {
            body.end_for(reason);
            break Pause::Ended;
        }
        if !return_to_stack(pid, body) {
            return;
        }
        let pause = resume(body_pointer);
        slot.figures.note_turn(body, pause, state.now());
        // It goes on where it is when nobody waits for its turn, or for the place of its stack.
        let is_wanted = || body.seat.as_ref().is_some_and(|seat| seat.stack.is_wanted(&runtime.stacks));
        let is_alone = || state.successor.is_nobody() && runtime.scheduler.queues.are_empty() && !is_wanted();
        if pause != Pause::Preempted || state.is_helper || !is_alone() {
            break pause;
        }
        state.flight().next_turn(pid.0);
    };
    match pause {
        Pause::Preempted => {
            state.flight().note(Kind::Interrupted, pid.0, 0);
            state.owes_turn.store(true, Ordering::Relaxed);
            leave_stack(body, &runtime.stacks);
            body::set_current(std::ptr::null_mut());
            queue_again(pid);
        }
        Pause::Wait => {
            leave_stack(body, &runtime.stacks);
            body::set_current(std::ptr::null_mut());
            rest(pid, slot);
        }
        Pause::Parked => {
            // As for one whose stack is copied out.
            body.last_message = None;
            body.seat.take().into_iter().for_each(Seat::give_back);
            body::set_current(std::ptr::null_mut());
            if runtime.slots.are_many() || runtime.stacks.always_vacate() {
                program::leave_body(slot, place);
            }
            rest(pid, slot);
        }
        Pause::Ended => end(pid, place),
    }
}

/// So many that wait on a worker are more than one slice outruns for no reason.
const CROWD: usize = 1024;

/// Puts an actor that could go on behind all others. Who has many before it here stands in one row with them: it may be the one that
/// starts them or sends to them, and with slices of its own it would add to them for ever.
#[inline(never)]
fn queue_again(pid: Pid) {
    let shared = shared();
    match local() {
        Some(local) if local.queue.len() >= CROWD => push(local, pid),
        _ => shared.queues.push_preempted(pid),
    }
    ring(shared);
}

/// Copies the stack of an actor that pauses out of its slot when others may need the memory.
fn leave_stack(body: &mut body::Body, stacks: &Stacks) {
    if let Some(seat) = &mut body.seat
        && seat.should_vacate(stacks)
    {
        // What was received last is only kept for a crash report; an actor that rests for long should be small.
        body.last_message = None;
        // SAFETY: the coroutine has just been suspended at `paused_at` or above.
        unsafe { seat.vacate() };
    }
}

/// Copies the stack of an actor that waits out of its slot, whether others need the memory or not. Only for who runs the actor.
pub(super) fn leave_stack_now(body: &mut body::Body) {
    if let Some(seat) = &mut body.seat
        && !seat.is_vacated
    {
        // SAFETY: the coroutine is suspended at `paused_at` or above.
        unsafe { seat.vacate() };
    }
}

/// Puts a stack that was copied out back. When its slot is in use, the actor is left queued there and false is given:
/// then nothing of it may be touched any more.
fn return_to_stack(pid: Pid, body: &mut body::Body) -> bool {
    let Some(seat) = body.seat.as_deref_mut().filter(|seat| seat.is_vacated) else { return true };
    if seat.occupy(pid) {
        return true;
    }
    let stack = seat.stack;
    body::set_current(std::ptr::null_mut());
    if let Some(occupant) = stack.enqueue_when_free(pid) {
        vacate_resting(occupant, &stack);
    }
    false
}

/// Takes the stack of an actor away that occupies a slot and rests. One that runs or is queued leaves it by itself when it pauses; if
/// it is about to rest, it does not, and pauses again.
fn vacate_resting(occupant: Pid, wanted: &Place) {
    let Some(slot) = occupant.slot() else { return };
    if !slot.mailbox.run_or_wake() {
        return;
    }
    // SAFETY: that made this worker the only one to touch the body.
    let form = unsafe { &mut *slot.form.get() };
    let pid = form.pid().unwrap_or(occupant);
    if let Some(body) = form.body()
        && body.seat.as_ref().is_some_and(|seat| seat.stack.shares_slot_with(wanted))
    {
        leave_stack_now(body);
    }
    rest(pid, slot);
}

/// Makes a waiting actor idle, or queues it again when something arrived meanwhile.
pub(super) fn rest(pid: Pid, slot: &Slot) {
    if !slot.mailbox.rest() {
        enqueue(pid);
    }
}

/// Resumes the coroutine, making it first when the actor is new.
fn resume(body: *mut body::Body) -> Pause {
    // SAFETY: the worker holds the body; a stack that was copied out has been put back.
    unsafe {
        let seat = program::seat_of(&mut *body).map(std::ptr::from_mut);
        seat.map_or(Pause::Ended, |seat| Seat::resume(seat))
    }
}

/// Returns when a worker is up or a thread of I/O runs actors, or, with false, at a time while none does. Workers lie down and get up under the same lock.
pub(super) fn rest_with_workers(shared: &Scheduler, until: Option<Instant>) -> bool {
    let mut rests = shared.ticker_rests.lock();
    *rests = shared.idle.all_asleep() && !shared.inline.any_up();
    while *rests {
        match until {
            Some(until) if shared.ticker_bell.wait_until(&mut rests, until).timed_out() => {
                return !std::mem::take(&mut rests);
            }
            Some(_) => {}
            None => shared.ticker_bell.wait(&mut rests),
        }
    }
    true
}
