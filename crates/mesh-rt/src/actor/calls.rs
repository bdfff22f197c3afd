//! Calls under way: whose reply an actor waits for, and until when.
//!
//! A call costs no timer. The caller leaves its deadline in its slot, and the ticker looks through the slots now and then;
//! so a call ends a little late, but never early.

use std::collections::{HashMap, HashSet};
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use parking_lot::Mutex;

use super::body;
use super::runtime::runtime;
use super::slot::Slot;
use super::waiting;
use super::worker;
use crate::pid::Pid;
use crate::reason::Crash;

/// A deadline nearer than this is known to the millisecond, and gets a timer of its own.
const EXACT_BELOW: u64 = 1_000;
/// How long the ticker waits between two looks through the slots, at least.
const GAP: Duration = Duration::from_millis(100);
/// Calls whose times are over within so many ms of each other are over at the same time.
const MOMENT: i64 = 10;
/// For how many ms it is known what a call waited for: who is told of the end of its own may come late.
const KEPT: i64 = 10_000;
/// So few that nobody asks for any more may stay.
const FEW: usize = 64;
/// A circle of more actors is not looked for: each of many callers that give up together would walk through all of them.
const LONGEST_CIRCLE: usize = 256;
/// So many of a circle are named.
const NAMED: usize = 16;

/// Callers in circles that gave up: whom they waited for, and until when. Of those whose times are over at the same time, the last one
/// finds the circle, too.
#[derive(Default)]
struct GivenUp(Mutex<Known>);

#[derive(Default)]
struct Known {
    calls: HashMap<Pid, (Pid, i64)>,
    /// With more, those that are too old are thrown away.
    many: usize,
}

/// The running actor is about to ask: it has a reply, or has waited for room and for it, for so many ms from now on; for ever when they
/// are negative.
pub fn begin(target: Pid, millis: i64) {
    let figures = &body::current().slot.figures;
    figures.calling.store(target.0, Ordering::Relaxed);
    let until = if millis < 0 { 0 } else { since(millis).saturating_add(millis).saturating_add(1) };
    figures.call_until.store(until, Ordering::Relaxed);
}

/// The running actor is about to wait. A near deadline of its call, if there is one, gets a timer.
pub fn arm() {
    let body = body::current();
    let until = body.slot.figures.call_until.load(Ordering::Relaxed);
    let timers = &runtime().timers;
    if until == 0 || until - timers.at_most_millis() >= 2 * EXACT_BELOW as i64 || body.operation.is_some() {
        return;
    }
    waiting::wake_at(waiting::deadline_in(u64::try_from(until - timers.now_millis()).unwrap_or(0)));
}

/// When a call of so many ms begins, at the earliest; for a long one not to the millisecond, which takes less time to find out.
fn since(millis: i64) -> i64 {
    let timers = &runtime().timers;
    if millis < EXACT_BELOW as i64 { timers.now_millis() } else { timers.at_most_millis() }
}

/// It does not wait any more.
pub fn end() {
    let body = body::current();
    body.operation = None;
    forget(body.slot);
}

/// The actor of a slot, which the caller runs, does not ask for anything any more.
pub fn forget(slot: &Slot) {
    slot.figures.calling.store(0, Ordering::Relaxed);
    slot.figures.call_until.store(0, Ordering::Relaxed);
}

/// Whether the time of the running actor's call is over.
pub fn is_over() -> bool {
    let until = body::current().slot.figures.call_until.load(Ordering::Relaxed);
    let timers = &runtime().timers;
    until != 0 && timers.at_most_millis() >= until && timers.now_millis() >= until
}

/// Whose reply an actor waits for.
pub fn target(pid: Pid) -> Option<Pid> {
    let target = pid.slot()?.figures.calling.load(Ordering::Relaxed);
    (target != 0).then_some(Pid(target))
}

/// The actors in a circle, where the way from `pid` on leads into one; empty otherwise.
fn circle(pid: Pid, next: impl Fn(Pid) -> Option<Pid>) -> Vec<Pid> {
    let mut way = vec![pid];
    let mut known = HashSet::from([pid]);
    while way.len() <= LONGEST_CIRCLE
        && let Some(next) = way.last().and_then(|&last| next(last))
    {
        if !known.insert(next) {
            let start = way.iter().position(|&one| one == next).unwrap_or(0);
            return way.split_off(start);
        }
        way.push(next);
    }
    Vec::new()
}

/// The time of the running actor's call is over: the actors that waited for each other in a circle, if its call led into one.
pub fn circle_of_over() -> Vec<Pid> {
    let body = body::current();
    let (me, until) = (body.pid, body.slot.figures.call_until.load(Ordering::Relaxed));
    let mut found = circle(me, target);
    let Known { calls, many } = &mut *runtime().part::<GivenUp>().0.lock();
    if found.is_empty() {
        let given_up = |pid: Pid| calls.get(&pid).filter(|(_, when)| pid != me && (until - when).abs() <= MOMENT);
        found = circle(me, |pid| given_up(pid).map(|&(target, _)| target).or_else(|| target(pid)));
    }
    if let Some(target) = target(me).filter(|_| !found.is_empty()) {
        calls.insert(me, (target, until));
        if calls.len() > *many {
            calls.retain(|_, (_, when)| until - *when <= KEPT);
            *many = FEW + 2 * calls.len();
        }
    }
    found
}

/// Why a call got no reply in its time.
pub fn over(target: Pid, millis: i64) -> Crash {
    let circle = circle_of_over();
    let mut text = format!("call of {target} failed: no reply within {millis} ms");
    for (at, one) in circle.iter().enumerate().take(NAMED) {
        let next = circle[(at + 1) % circle.len()];
        text.push_str(if at == 0 { ", since in a circle " } else { ", " });
        text.push_str(&format!("{one} waits for {next}"));
    }
    if circle.len() > NAMED {
        text.push_str(&format!(", and so on: {} in all", circle.len()));
    }
    text.into()
}

/// Whether some call will be over by itself.
pub fn any_ends() -> bool {
    runtime().slots.used().any(|(_, slot)| slot.figures.call_until.load(Ordering::Relaxed) != 0)
}

/// Wakes the callers whose time is over at a time in ms. Gives when that of the next one is.
pub fn wake_overdue(now: i64) -> Option<i64> {
    let mut next: Option<i64> = None;
    for (pid, slot) in runtime().slots.used() {
        let until = slot.figures.call_until.load(Ordering::Relaxed);
        if until != 0 && until <= now {
            worker::wake(pid);
        } else if until != 0 {
            next = Some(next.map_or(until, |known| known.min(until)));
        }
    }
    next
}

/// Wakes the callers whose time is over. Belongs to the ticker.
pub struct CallClock {
    last: Instant,
    gap: Duration,
    /// When the next call is over, as of the last look.
    next: Option<Instant>,
    /// Whether no worker was up since the last look: then no call was begun.
    settled: bool,
}

impl CallClock {
    pub fn new() -> Self {
        CallClock { last: Instant::now(), gap: GAP, next: None, settled: false }
    }

    /// When to look again while all workers sleep; `None`: not before one is up.
    pub fn wake_time(&self) -> Option<Instant> {
        if self.settled { self.next } else { Some(self.last + self.gap) }
    }

    /// A worker is up: looks, if it is time to.
    pub fn while_awake(&mut self) {
        self.settled = false;
        if self.last.elapsed() >= self.gap {
            self.look();
        }
    }

    /// All workers sleep, and it is time to look.
    pub fn at_rest(&mut self) {
        self.look();
        self.settled = true;
    }

    /// Takes a hundredth of the time, however many slots there are.
    fn look(&mut self) {
        let (now, begun) = (runtime().timers.now_millis(), Instant::now());
        self.next = wake_overdue(now).map(|until| begun + Duration::from_millis((until - now).max(1) as u64));
        self.last = Instant::now();
        self.gap = GAP.max((self.last - begun) * 100);
    }
}

impl Default for CallClock {
    fn default() -> Self {
        Self::new()
    }
}
