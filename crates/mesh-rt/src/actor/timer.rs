//! What happens later: messages, and wake-ups of actors that wait for a time. One queue, in the order of deadlines and, among
//! equal ones, of their making; one thread that sleeps until the first is due.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use parking_lot::{Condvar, Mutex};

use super::mailbox::Delivery;
use super::relations::{self, deliver};
use super::runtime::{Runtime, runtime};
use super::worker;
use crate::pid::{INDEX_BITS, Pid};
use crate::value::copy::Fragment;

/// Nanoseconds since the runtime began.
type Time = u64;

/// What a timer does.
enum Action {
    Wake,
    Send(Fragment),
    /// Sends a copy again and again.
    Repeat(Fragment, Duration),
}

struct Timer {
    to: Pid,
    action: Action,
}

/// All timers of a runtime. A timer of an actor that ends ends with it.
pub struct Timers {
    began: Instant,
    state: Mutex<State>,
    /// Rings when the first deadline has changed.
    bell: Condvar,
}

#[derive(Default)]
struct State {
    queue: BTreeMap<(Time, u64), Timer>,
    /// The deadlines by `(slot of the actor, number)`.
    deadlines: BTreeMap<(usize, u64), Time>,
    next: u64,
    has_thread: bool,
}

/// A timer's number for Mesh, from which its place in `deadlines` can be told.
fn reference_of(to: Pid, number: u64) -> i64 {
    ((number << INDEX_BITS) | to.index() as u64) as i64
}

fn place_of(reference: i64) -> (usize, u64) {
    (Pid(reference).index(), reference as u64 >> INDEX_BITS)
}

impl Default for Timers {
    fn default() -> Self {
        Timers { began: Instant::now(), state: Mutex::default(), bell: Condvar::new() }
    }
}

impl State {
    fn insert(&mut self, deadline: Time, number: u64, timer: Timer) {
        self.deadlines.insert((timer.to.index(), number), deadline);
        self.queue.insert((deadline, number), timer);
    }

    fn remove(&mut self, place: (usize, u64)) -> Option<Timer> {
        let deadline = self.deadlines.remove(&place)?;
        self.queue.remove(&(deadline, place.1))
    }

    /// Takes out what is due, in order; repeated ones are due again later.
    fn due(&mut self, now: Time) -> Vec<Timer> {
        let mut due = Vec::new();
        while let Some(first) = self.queue.first_entry().filter(|first| first.key().0 <= now) {
            let ((deadline, number), timer) = first.remove_entry();
            self.deadlines.remove(&(timer.to.index(), number));
            if let Action::Repeat(message, period) = &timer.action {
                let again = Timer { to: timer.to, action: Action::Repeat(message.duplicate(), *period) };
                // Times that were missed are not made up for.
                let next = deadline.saturating_add(nanos(*period)).max(now);
                self.insert(next, number, again);
                worker::begin_outside();
            }
            due.push(timer);
        }
        due
    }
}

fn nanos(time: Duration) -> u64 {
    u64::try_from(time.as_nanos()).unwrap_or(u64::MAX)
}

impl Timers {
    fn now(&self) -> Time {
        nanos(self.began.elapsed())
    }

    /// Sets a timer; `None` when its actor is gone. It keeps the program going.
    fn set(&'static self, to: Pid, time: Duration, action: Action) -> Option<i64> {
        let deadline = self.now().saturating_add(nanos(time));
        worker::begin_outside();
        let mut state = self.state.lock();
        // Under the lock: who ends looks for its timers afterwards.
        if relations::with_relations(to, |relations| relations.has_timers = true).is_none() {
            drop(state);
            worker::end_outside();
            return None;
        }
        let number = state.next;
        state.next += 1;
        let is_first = state.queue.first_key_value().is_none_or(|(first, _)| deadline < first.0);
        state.insert(deadline, number, Timer { to, action });
        if !state.has_thread {
            // Without it nothing is ever due; with the next timer it is tried again.
            state.has_thread = runtime().thread("mesh-timer", || run(runtime())).is_ok();
        }
        drop(state);
        if is_first {
            self.bell.notify_one();
        }
        Some(reference_of(to, number))
    }

    /// Delivers a message after a time; gives the timer's number.
    pub fn send_after(&'static self, to: Pid, time: Duration, message: Fragment) -> i64 {
        self.set(to, time, Action::Send(message)).unwrap_or(-1)
    }

    /// Delivers a message after each period, until it is cancelled or the actor ends.
    pub fn send_every(&'static self, to: Pid, period: Duration, message: Fragment) -> i64 {
        let period = period.max(Duration::from_millis(1));
        self.set(to, period, Action::Repeat(message, period)).unwrap_or(-1)
    }

    /// Wakes an actor after a time, unless what is given is dropped before.
    pub fn wake_after(&'static self, who: Pid, time: Duration) -> WakeUp {
        WakeUp { timers: self, reference: self.set(who, time, Action::Wake).unwrap_or(-1) }
    }

    /// Calls a timer back: whether it was still on its way.
    pub fn cancel(&self, reference: i64) -> bool {
        let cancelled = reference >= 0 && self.state.lock().remove(place_of(reference)).is_some();
        if cancelled {
            worker::end_outside();
        }
        cancelled
    }

    /// Takes all timers of an actor away that has ended.
    pub fn forget(&self, pid: Pid) {
        let mut state = self.state.lock();
        let of_actor = (pid.index(), 0)..(pid.index() + 1, 0);
        let all: Vec<(usize, u64)> = state.deadlines.range(of_actor).map(|(place, _)| *place).collect();
        // The slot may have a new actor by now, whose timers are its own.
        let own: Vec<(usize, u64)> = all
            .into_iter()
            .filter(|place| {
                let deadline = state.deadlines[place];
                state.queue.get(&(deadline, place.1)).is_some_and(|timer| timer.to == pid)
            })
            .collect();
        let gone: Vec<Timer> = own.into_iter().filter_map(|place| state.remove(place)).collect();
        drop(state);
        gone.iter().for_each(|_| worker::end_outside());
    }

    /// Milliseconds of a monotonic clock.
    pub fn now_millis(&self) -> i64 {
        self.began.elapsed().as_millis() as i64
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
    loop {
        let due = timers.state.lock().due(timers.now());
        let idle = due.is_empty();
        for Timer { to, action } in due {
            match action {
                Action::Wake => worker::wake(to),
                Action::Send(message) | Action::Repeat(message, _) => deliver(to, Delivery::Message(message)),
            }
            worker::end_outside();
        }
        if idle {
            let mut state = timers.state.lock();
            match state.queue.first_key_value().map(|(first, _)| first.0) {
                None => timers.bell.wait(&mut state),
                Some(first) => {
                    let left = Duration::from_nanos(first.saturating_sub(timers.now()));
                    timers.bell.wait_for(&mut state, left);
                }
            }
        }
    }
}
