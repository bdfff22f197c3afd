//! What happens later: messages, and wake-ups of actors that wait for a time. One queue, in the order of deadlines and, among
//! equal ones, of their making; one thread that sleeps until the first is due.
//!
//! A timer keeps the program going while its actor lives. How many it has stands in its relations: with its end they are
//! orphans, which nobody waits for, and which are thrown away when there are many.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use parking_lot::{Condvar, Mutex, MutexGuard};
use slab::Slab;

use super::letter::Delivery;
use super::policy::Policy;
use super::relations::{Relations, deliver, with_relations};
use super::runtime::{Runtime, runtime};
use super::waiting::pools;
use super::worker;
use crate::flight::{self, Kind as FlightKind, Role};
use crate::pid::{INDEX_BITS, Pid};
use crate::reason::Crash;
use crate::value::ask_for;
use crate::value::copy::Fragment;
use crate::value::page::make_room_by;

/// So many timers that are due are taken out at once: others set theirs in between.
const DUE_AT_ONCE: usize = 256;
/// And so many bytes of messages that are not short are copied for these; other threads copy the rest.
const COPIED_AT_ONCE: usize = 64 << 10;
const SHORT: usize = 2 << 10;

/// Nanoseconds since the runtime began.
pub type Time = u64;

/// A message of which copies are sent.
struct Copied {
    message: Mutex<Fragment>,
    /// Whether one is made.
    is_copied: AtomicBool,
    /// Whether the timer was cancelled. Held while a copy is sent: none comes later.
    is_cancelled: Mutex<bool>,
}

/// What a timer and who copies for it hold.
type Shared = Arc<Copied>;

/// What a timer does.
enum Action {
    Wake,
    Send(Fragment),
    /// Sends a copy after each period.
    Repeat(Shared, Duration),
    /// Sends a copy of what others hold, too.
    Copy(Shared),
}

/// What a timer is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    WakeUp,
    Message,
    Repeated,
}

impl Action {
    fn kind(&self) -> Kind {
        match self {
            Action::Wake => Kind::WakeUp,
            Action::Send(_) | Action::Copy(_) => Kind::Message,
            Action::Repeat(..) => Kind::Repeated,
        }
    }
}

struct Timer {
    number: u64,
    to: Pid,
    action: Action,
}

/// All timers of a runtime.
pub struct Timers {
    began: Instant,
    /// Who decides what time it is; then nothing is done on time by itself.
    policy: Option<&'static dyn Policy>,
    /// The same by the system's coarse clock.
    began_coarse: i64,
    state: Mutex<State>,
    /// Rings when the first deadline has changed.
    bell: Condvar,
}

/// Deadline, number, and the place of a timer: the earliest is the greatest.
type Due = Reverse<(Time, u64, u32)>;

#[derive(Default)]
struct State {
    timers: Slab<Timer>,
    /// One for each timer, and some for those that were cancelled.
    queue: BinaryHeap<Due>,
    /// Timers whose actors have ended, at most.
    orphans: usize,
    /// When these are thrown away, few as they may be, since what they hold may be large; and how far that is.
    swept_at: Option<Time>,
    sweep: Option<usize>,
    next: u64,
    has_thread: bool,
}

/// What a place in a slab takes, at most.
const SLOT: usize = size_of::<Timer>() + size_of::<usize>();

/// So few that are of no use any more may stay.
const FEW: usize = 1024;

/// Those of actors that have ended are thrown away after so long, and so much longer for each timer; so many are looked at at once.
const SWEPT_AFTER: Duration = Duration::from_secs(1);
const SWEPT_AFTER_EACH: Duration = Duration::from_micros(5);
const SWEPT_AT_ONCE: usize = 1024;

/// Timers have places that so many bits name.
const PLACE_BITS: u32 = INDEX_BITS + 2;
/// More messages do not wait for their times: what is left are places for all actors that there can be, to be woken.
const MOST_MESSAGES: usize = 1 << (PLACE_BITS - 1);

/// A timer's number and place, in one word for Mesh.
fn reference_of(number: u64, place: usize) -> i64 {
    ((number << PLACE_BITS) | place as u64) as i64
}

impl State {
    /// Adds a timer; its place, `None` when there are too many. Throws `TooLarge` when there is no memory for so many.
    fn insert(&mut self, deadline: Time, timer: Timer) -> Option<usize> {
        let most = if matches!(timer.action, Action::Wake) { 1 << PLACE_BITS } else { MOST_MESSAGES };
        if self.timers.len() >= most {
            return None;
        }
        let (timers, queue) = (&mut self.timers, &mut self.queue);
        make_room_by::<Due>(queue.len(), queue.capacity(), 1, |more| queue.try_reserve(more).is_ok());
        make_room_by::<Timer>(timers.len(), timers.capacity(), 1, |more| {
            ask_for((timers.len() + more) * SLOT);
            timers.reserve(more);
            true
        });
        let number = timer.number;
        let place = self.timers.insert(timer);
        self.queue.push(Reverse((deadline, number, place as u32)));
        Some(place)
    }

    fn has(&self, number: u64, place: usize) -> bool {
        self.timers.get(place).is_some_and(|timer| timer.number == number)
    }

    fn remove(&mut self, number: u64, place: usize) -> Option<Timer> {
        self.has(number, place).then(|| self.timers.remove(place))
    }

    /// The deadline of the first timer.
    fn first(&mut self) -> Option<Time> {
        while let Some(Reverse((deadline, number, place))) = self.queue.peek().copied() {
            if self.has(number, place as usize) {
                return Some(deadline);
            }
            self.queue.pop();
        }
        None
    }

    /// Takes out the first one that is due, and tells whether it is over; a repeated one is due again later.
    fn pop_due(&mut self, now: Time) -> Option<(Timer, bool)> {
        self.first().filter(|&first| first <= now)?;
        let Reverse((deadline, number, place)) = self.queue.pop()?;
        let Timer { to, ref action, .. } = self.timers[place as usize];
        let again = match action {
            Action::Repeat(message, period) if to.slot().is_some() => Some((message.clone(), *period)),
            _ => None,
        };
        let Some((message, period)) = again else {
            return self.remove(number, place as usize).map(|timer| (timer, true));
        };
        // Times that were missed are not made up for.
        let next = deadline.saturating_add(nanos(period)).max(now + 1);
        self.queue.push(Reverse((next, number, place)));
        Some((Timer { number, to, action: Action::Copy(message) }, false))
    }

    /// When it is time for that, or under way: takes out those of a part whose actors have ended.
    fn sweep_some(&mut self, now: Time) -> Vec<Timer> {
        if self.swept_at.is_some_and(|at| at <= now) {
            (self.orphans, self.swept_at, self.sweep) = (0, None, Some(0));
        }
        let Some(from) = self.sweep else { return Vec::new() };
        let end = self.timers.capacity().min(from + SWEPT_AT_ONCE);
        self.sweep = (end > from).then_some(end);
        if self.sweep.is_none() {
            self.tidy();
        }
        let is_orphan = |&place: &usize| self.timers.get(place).is_some_and(|timer| timer.to.slot().is_none());
        let orphans: Vec<usize> = (from..end).filter(is_orphan).collect();
        orphans.into_iter().map(|place| self.timers.remove(place)).collect()
    }

    /// Throws away what is of no use any more, when it is much: that costs as much as it has cost to come about.
    fn tidy(&mut self) {
        if self.orphans > FEW && self.orphans > self.timers.len() / 2 {
            self.timers.retain(|_, timer| timer.to.slot().is_some());
            self.orphans = 0;
        }
        if self.queue.len() > 2 * self.timers.len() + FEW {
            let timers = &self.timers;
            let is_used =
                |number: u64, place: u32| timers.get(place as usize).is_some_and(|timer| timer.number == number);
            self.queue.retain(|Reverse((_, number, place))| is_used(*number, *place));
        }
    }
}

/// The coarse clock is behind by so much at most: a tick of the slowest configuration of the system.
const COARSE_MILLIS: i64 = 11;

/// A monotonic clock that is read in a few instructions, and moves on with the system's ticks.
fn coarse_millis() -> i64 {
    let mut time = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: fills the struct.
    unsafe { libc::clock_gettime(libc::CLOCK_MONOTONIC_COARSE, &raw mut time) };
    time.tv_sec * 1000 + time.tv_nsec / 1_000_000
}

fn nanos(time: Duration) -> u64 {
    u64::try_from(time.as_nanos()).unwrap_or(u64::MAX)
}

/// A timer of a live actor is over. One of an actor that has ended is no longer counted.
fn uncount(to: Pid) {
    let counts = |relations: &mut Relations| {
        relations.timers -= 1;
        !relations.is_background
    };
    if with_relations(to, counts) == Some(true) {
        worker::end_outside();
    }
}

impl Timers {
    /// No timer yet.
    pub fn new(policy: Option<&'static dyn Policy>) -> Timers {
        let (began, began_coarse) = (Instant::now(), coarse_millis());
        Timers { began, began_coarse, policy, state: Mutex::default(), bell: Condvar::new() }
    }

    /// What time it is.
    #[inline]
    pub fn now(&self) -> Time {
        match self.policy {
            None => nanos(self.began.elapsed()),
            Some(policy) => policy.now(),
        }
    }

    /// What time it will be.
    pub fn time_in(&self, time: Duration) -> Time {
        self.now().saturating_add(nanos(time))
    }

    /// When the first timer is due.
    pub fn first(&self) -> Option<Time> {
        self.state.lock().first()
    }

    /// Does what the first timer says, if it is due.
    pub fn fire_first(&self) {
        let now = self.now();
        let due = self.state.lock().pop_due(now);
        if let Some((timer, over)) = due {
            let mut left = COPIED_AT_ONCE;
            act(timer, over, &mut left);
        }
    }

    /// Sets a timer; gives -1 when its actor is gone. A crash when there are too many.
    fn set(&'static self, to: Pid, deadline: Time, action: Action) -> Result<i64, Crash> {
        worker::begin_outside();
        let counted = with_relations(to, |relations| {
            relations.timers += 1;
            !relations.is_background
        });
        if counted != Some(true) {
            worker::end_outside();
        }
        if counted.is_none() {
            return Ok(-1);
        }
        let mut state = self.state.lock();
        let number = state.next & ((1 << (63 - PLACE_BITS)) - 1);
        state.next += 1;
        let is_first = state.first().is_none_or(|first| deadline < first);
        let Some(place) = state.insert(deadline, Timer { number, to, action }) else {
            drop(state);
            uncount(to);
            return Err(format!("too many timers: {MOST_MESSAGES} messages wait for their time").into());
        };
        if !state.has_thread && self.policy.is_none() {
            if let Err(error) = runtime().thread("mesh-timer", || run(runtime())) {
                // Nothing would ever be due.
                super::program::end_for_want_of_a_thread("no thread for timers", &error);
            }
            state.has_thread = true;
        }
        drop(state);
        if is_first {
            self.bell.notify_one();
        }
        Ok(reference_of(number, place))
    }

    /// Delivers a message after a time; gives the timer's number.
    pub fn send_after(&'static self, to: Pid, time: Duration, message: Fragment) -> Result<i64, Crash> {
        self.set(to, self.time_in(time), Action::Send(message))
    }

    /// Delivers a message after each period, until it is cancelled or the actor ends.
    pub fn send_every(&'static self, to: Pid, period: Duration, message: Fragment) -> Result<i64, Crash> {
        let period = period.max(Duration::from_millis(1));
        self.set(to, self.time_in(period), Action::Repeat(Arc::new(Copied::new(message)), period))
    }

    /// Wakes an actor at a time, unless what is given is dropped before.
    pub fn wake_at(&'static self, who: Pid, deadline: Time) -> WakeUp {
        WakeUp {
            timers: self,
            reference: self.set(who, deadline, Action::Wake).expect("there is a place for each actor"),
        }
    }

    /// Calls a timer back: whether it was still on its way.
    pub fn cancel(&self, reference: i64) -> bool {
        let Ok(reference) = u64::try_from(reference) else { return false };
        let place = (reference & ((1 << PLACE_BITS) - 1)) as usize;
        let cancelled = {
            let mut state = self.state.lock();
            let cancelled = state.remove(reference >> PLACE_BITS, place);
            state.tidy();
            cancelled
        };
        if let Some(timer) = &cancelled {
            uncount(timer.to);
            if let Action::Repeat(message, _) = &timer.action {
                *message.is_cancelled.lock() = true;
            }
        }
        cancelled.is_some()
    }

    /// An actor has ended that had so many timers, for which the program went on unless it was one of the background.
    pub fn orphan(&self, count: usize, is_background: bool) {
        if count > 0 {
            let mut state = self.state.lock();
            state.orphans += count;
            state.tidy();
            if state.orphans > 0 && state.swept_at.is_none() {
                state.swept_at = Some(self.time_in(SWEPT_AFTER + SWEPT_AFTER_EACH * state.timers.len() as u32));
                self.bell.notify_one();
            }
            drop(state);
            if !is_background {
                (0..count).for_each(|_| worker::end_outside());
            }
        }
    }

    /// What is set for an actor: in how many nanoseconds, and what for, the first one first. Others may set timers meanwhile, and be
    /// missed: the lock is held for a few at a time.
    pub fn of(&self, pid: Pid, most: usize) -> Vec<(Time, Kind)> {
        const AT_ONCE: usize = 4096;
        let (now, mut found, mut from) = (self.now(), HashMap::new(), 0);
        loop {
            let state = self.state.lock();
            let queue = state.queue.as_slice();
            let Some(part) = queue.get(from..queue.len().min(from + AT_ONCE)).filter(|part| !part.is_empty()) else {
                break;
            };
            for &Reverse((deadline, number, place)) in part {
                let timer = state.timers.get(place as usize).filter(|timer| timer.number == number && timer.to == pid);
                if let Some(timer) = timer {
                    found.insert(number, (deadline.saturating_sub(now), timer.action.kind()));
                }
            }
            from += AT_ONCE;
        }
        let mut all: Vec<_> = found.into_values().collect();
        all.sort_by_key(|(left, _)| *left);
        all.truncate(most);
        all
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.state.lock().timers.len()
    }

    /// Milliseconds of a monotonic clock.
    pub fn now_millis(&self) -> i64 {
        (self.now() / 1_000_000) as i64
    }

    /// The same, or up to `2 * COARSE_MILLIS` more, where that is known in less time.
    pub fn at_most_millis(&self) -> i64 {
        match self.policy {
            None => coarse_millis() - self.began_coarse + COARSE_MILLIS,
            Some(_) => self.now_millis(),
        }
    }

    /// Nanoseconds of the same clock.
    pub fn now_nanos(&self) -> i64 {
        self.now() as i64
    }
}

/// A wake-up that is called back when this is dropped.
pub struct WakeUp {
    timers: &'static Timers,
    reference: i64,
}

impl Drop for WakeUp {
    fn drop(&mut self) {
        self.timers.cancel(self.reference);
    }
}

/// The thread of the timers.
fn run(runtime: &'static Runtime) {
    let timers = &runtime.timers;
    flight::record_here(runtime.flights.take(Role::Timers));
    loop {
        let (due, gone) = {
            let mut state = timers.state.lock();
            let now = timers.now();
            let due: Vec<(Timer, bool)> = std::iter::from_fn(|| state.pop_due(now)).take(DUE_AT_ONCE).collect();
            let gone = state.sweep_some(now);
            if due.is_empty() && gone.is_empty() && state.sweep.is_none() {
                sleep(timers, &mut state);
            }
            (due, gone)
        };
        // Letting go of their messages may take long.
        drop(gone);
        let mut left = COPIED_AT_ONCE;
        for (timer, over) in due {
            act(timer, over, &mut left);
        }
    }
}

/// Does what a timer says, which is over then or is not.
fn act(Timer { to, action, .. }: Timer, over: bool, left: &mut usize) {
    flight::note(FlightKind::Timer, to.0, 0);
    match action {
        Action::Wake => worker::wake(to),
        Action::Send(message) => deliver(to, Delivery::message(message)),
        Action::Copy(message) => send_copy(&message, to, left),
        // Nobody is there any more: it is over.
        Action::Repeat(..) => {}
    }
    if over {
        uncount(to);
    }
}

impl Copied {
    fn new(message: Fragment) -> Copied {
        Copied { message: Mutex::new(message), is_copied: AtomicBool::new(false), is_cancelled: Mutex::new(false) }
    }
}

/// The one copy of a message that is under way.
struct UnderWay(Shared);

impl UnderWay {
    /// None while there is another: as of times that were missed, none is made up for.
    fn begin(message: &Shared) -> Option<UnderWay> {
        (!message.is_copied.swap(true, Ordering::Acquire)).then(|| UnderWay(message.clone()))
    }

    /// Copies and sends, unless nobody wants it any more.
    fn send(self, to: Pid) {
        if *self.0.is_cancelled.lock() || to.slot().is_none() {
            return;
        }
        let copy = self.0.message.lock().duplicate();
        let is_cancelled = self.0.is_cancelled.lock();
        if !*is_cancelled {
            deliver(to, Delivery::message(copy));
        }
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        self.0.is_copied.store(false, Ordering::Release);
    }
}

/// To copy much takes long, and what is due next does not wait for that: unless that is decided, too. `left`: how much is copied here.
fn send_copy(message: &Shared, to: Pid, left: &mut usize) {
    let runtime = runtime();
    let Some(copy) = UnderWay::begin(message) else { return };
    let bytes = message.message.lock().bytes();
    if bytes <= SHORT.max(*left) || runtime.policy.is_some() {
        *left = left.saturating_sub(bytes);
        return copy.send(to);
    }
    let elsewhere = move || runtime.within(|| copy.send(to));
    if pools().copying.submit(Box::new(elsewhere)).is_err()
        && let Some(copy) = UnderWay::begin(message)
    {
        copy.send(to);
    }
}

/// Until the first timer is due, or another one is first, or some are to be thrown away.
fn sleep(timers: &Timers, state: &mut MutexGuard<'_, State>) {
    match state.first().into_iter().chain(state.swept_at).min() {
        None => timers.bell.wait(state),
        Some(first) => {
            let left = Duration::from_nanos(first.saturating_sub(timers.now()));
            timers.bell.wait_for(state, left);
        }
    }
}
