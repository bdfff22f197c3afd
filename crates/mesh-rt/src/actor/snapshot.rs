//! What can be seen of actors from outside while they run: a look at all of them, and a closer one at a single actor.
//!
//! Nobody is stopped. Figures and relations are read as they are; what belongs to an actor itself is looked at only while it waits, and
//! by the same step by which a worker would take it to run: so for that moment nobody else does.

use std::cmp::Reverse;
use std::sync::atomic::Ordering;

use super::body::Body;
use super::figures::Overview;
use super::form::State;
use super::relations::{Relations, Watch, with_known_ties, with_relations};
use super::runtime::{Runtime, runtime};
use super::slot::Slot;
use super::timer::{Kind, Time, WakeUp};
use super::tracing::Entry;
use super::worker;
use crate::pid::Pid;
use crate::value::show;

/// By what actors are put in order, the greatest first.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Order {
    Mailbox,
    Memory,
    Reductions,
    Messages,
    Age,
    Pid,
}

impl Order {
    /// Of its name.
    pub fn named(name: &str) -> Option<Order> {
        Some(match name {
            "mailbox" => Order::Mailbox,
            "memory" => Order::Memory,
            "reductions" => Order::Reductions,
            "messages" => Order::Messages,
            "waiting" => Order::Age,
            "pid" => Order::Pid,
            _ => return None,
        })
    }

    fn key(self, pid: Pid, slot: &Slot, now: Time) -> u64 {
        let figures = &slot.figures;
        match self {
            Order::Mailbox => slot.messages(pid) as u64,
            Order::Memory => figures.memory.load(Ordering::Relaxed) as u64,
            Order::Reductions => figures.reductions.load(Ordering::Relaxed),
            Order::Messages => u64::from(figures.arrived.load(Ordering::Relaxed)),
            Order::Age => {
                if slot.mailbox.waits() {
                    age(slot, now)
                } else {
                    0
                }
            }
            Order::Pid => u64::MAX - pid.0 as u64,
        }
    }
}

/// How long ago its last turn was over.
fn age(slot: &Slot, now: Time) -> Time {
    if slot.figures.reductions.load(Ordering::Relaxed) == 0 { 0 } else { slot.figures.age(now) }
}

/// What an actor does.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Doing {
    /// It runs, or is going to when a worker is free.
    Runs,
    /// It waits for a message.
    Receives,
    /// The same until a time, in so many nanoseconds.
    ReceivesUntil(Time),
    /// It waits for the reply of another one.
    Calls(Pid),
    /// It waits for time to pass.
    Sleeps,
    /// It waits for something outside of the program: a file, a connection, a database, work on another thread.
    WaitsOutside,
}

/// What is seen of one actor.
pub struct Seen {
    pub pid: Pid,
    pub names: Vec<String>,
    /// The code that it began with; 0 when that is not known.
    pub code: usize,
    pub is_main: bool,
    pub doing: Doing,
    /// Since when, in nanoseconds.
    pub age: Time,
    pub mailbox: usize,
    /// How many messages its mailbox may hold, and how many were thrown away.
    pub bound: Option<(usize, usize)>,
    /// How many messages have reached it, modulo 2^32.
    pub messages: u32,
    pub memory: usize,
    pub stack: usize,
    pub reductions: u64,
    pub timers: u32,
    pub message_type: &'static str,
    pub is_supervisor: bool,
    pub is_service: bool,
    /// Whether it belongs to who looks.
    pub is_background: bool,
    pub starter: Option<Pid>,
    pub supervisor: Option<Pid>,
    pub links: Vec<Pid>,
    pub monitors: Vec<Pid>,
    pub monitored_by: Vec<Pid>,
}

/// One that a supervisor looks after, or a supervisor.
pub struct Branch {
    pub pid: Pid,
    /// Its supervisor.
    pub parent: Option<Pid>,
    /// Under which name that knows it.
    pub child: Option<String>,
    pub names: Vec<String>,
    pub is_supervisor: bool,
}

/// A look at all actors.
pub struct Snapshot {
    pub overview: Overview,
    pub uptime: Time,
    pub timers: usize,
    /// How many actors are meant, and the first of them.
    pub found: usize,
    pub actors: Vec<Seen>,
    /// Supervisors and those that they look after, and whether these are all.
    pub tree: Vec<Branch>,
    pub tree_is_whole: bool,
}

/// No more names, links and monitors of one actor are shown.
const MOST_TIES: usize = 100;

/// No more branches are shown.
const MOST_BRANCHES: usize = 5_000;

/// The actors that `wanted` names, in an order, but not more than so many. Not for a thread that others wait for.
pub fn look(runtime: &'static Runtime, order: Order, most: usize, find: &str, with_background: bool) -> Snapshot {
    let now = runtime.timers.now();
    let (mut keys, mut tree, mut tree_is_whole) = (Vec::new(), Vec::new(), true);
    for (pid, slot) in runtime.slots.used() {
        let looked = with_relations(pid, |relations| {
            let is_meant = (with_background || !relations.is_background) && is_meant(pid, relations, find);
            (is_meant, branch(pid, relations))
        });
        let Some((is_meant, branch)) = looked else { continue };
        if is_meant {
            keys.push((Reverse(order.key(pid, slot, now)), pid));
        }
        tree_is_whole &= branch.is_none() || tree.len() < MOST_BRANCHES;
        tree.extend(branch.filter(|_| tree_is_whole));
    }
    let found = keys.len();
    if found > most {
        keys.select_nth_unstable(most);
        keys.truncate(most);
    }
    keys.sort_unstable();
    let actors = keys.into_iter().filter_map(|(_, pid)| Seen::of(pid)).collect();
    let (overview, timers) = (Overview::of(runtime), runtime.timers.count());
    Snapshot { overview, uptime: now, timers, found, actors, tree, tree_is_whole }
}

/// Whether a text stands in one of its names, its message type or its pid.
fn is_meant(pid: Pid, relations: &Relations, text: &str) -> bool {
    let names = || relations.ties.iter().flat_map(|ties| ties.names.iter());
    text.is_empty()
        || names().any(|name| name.contains(text))
        || message_type(relations).contains(text)
        || pid.to_string().contains(text)
}

fn message_type(relations: &Relations) -> &'static str {
    // SAFETY: null, or a static descriptor.
    unsafe { relations.message.0.as_ref() }.map_or("()", |desc| desc.name.text())
}

fn branch(pid: Pid, relations: &Relations) -> Option<Branch> {
    let ties = relations.ties.as_deref();
    let parent = ties.and_then(|ties| ties.parent);
    (relations.is_supervisor || parent.is_some()).then(|| Branch {
        pid,
        parent,
        child: ties.and_then(|ties| ties.child.clone()).map(String::from),
        names: ties.map(|ties| ties.names.iter().cloned().collect()).unwrap_or_default(),
        is_supervisor: relations.is_supervisor,
    })
}

impl Seen {
    /// What is seen of an actor now; `None` when it has ended.
    pub fn of(pid: Pid) -> Option<Seen> {
        let slot = pid.slot()?;
        let (figures, now) = (&slot.figures, runtime().timers.now());
        let mut seen = with_relations(pid, |relations| Seen {
            pid,
            names: Vec::new(),
            code: 0,
            is_main: false,
            doing: Doing::Runs,
            age: age(slot, now),
            mailbox: slot.messages(pid),
            bound: slot.mailbox.bounded(pid).map(|bounded| (bounded.limit().0, bounded.dropped())),
            messages: figures.arrived.load(Ordering::Relaxed),
            memory: figures.memory.load(Ordering::Relaxed),
            stack: figures.stack(),
            reductions: figures.reductions.load(Ordering::Relaxed),
            timers: relations.timers,
            message_type: message_type(relations),
            is_supervisor: relations.is_supervisor,
            is_service: relations.is_service,
            is_background: relations.is_background,
            starter: Some(relations.starter).filter(|&starter| starter != Pid::NOBODY),
            supervisor: relations.ties.as_ref().and_then(|ties| ties.parent),
            links: Vec::new(),
            monitors: Vec::new(),
            monitored_by: Vec::new(),
        })?;
        with_known_ties(pid, |ties| {
            seen.names.extend(ties.names.iter().take(MOST_TIES).cloned());
            seen.links.extend(ties.links.iter().take(MOST_TIES).copied());
            seen.monitors.extend(ties.monitors.values().take(MOST_TIES).copied());
            let watchers = ties.watchers.values().filter(|(_, how)| *how == Watch::Monitor);
            seen.monitored_by.extend(watchers.take(MOST_TIES).map(|(watcher, _)| *watcher));
        });
        while_it_waits(pid, |state| match state {
            State::Body(body) => (seen.code, seen.is_main, seen.doing) = (body.code, body.is_main, doing(body, now)),
            State::Begins(traits) => (seen.code, seen.doing) = (traits.code, Doing::Receives),
            State::Nobody => {}
        });
        Some(seen)
    }
}

fn doing(body: &Body, now: Time) -> Doing {
    let calling = body.slot.figures.calling.load(Ordering::Relaxed);
    match (&body.operation, body.deadline) {
        _ if calling != 0 => Doing::Calls(Pid(calling)),
        (_, Some(deadline)) => Doing::ReceivesUntil(deadline.saturating_sub(now)),
        (Some(operation), None) if operation.is::<WakeUp>() => Doing::Sleeps,
        (Some(_), None) => Doing::WaitsOutside,
        (None, None) => Doing::Receives,
    }
}

/// Looks at an actor that waits, as nobody but who runs it may; `None` when it does not wait now.
fn while_it_waits<T>(pid: Pid, look: impl FnOnce(State<'_>) -> T) -> Option<T> {
    let slot = pid.slot()?;
    // What arrives meanwhile is queued below: until then something goes on.
    worker::begin_outside();
    let looked = slot.mailbox.try_run().then(|| {
        // SAFETY: that made this thread the only one to touch what the actor is.
        let place = unsafe { &mut *slot.form.get() };
        let who = place.pid();
        let looked = (who == Some(pid)).then(|| look(place.state()));
        worker::rest(who.unwrap_or(pid), slot);
        looked
    });
    worker::end_outside();
    looked.flatten()
}

/// What waits for an actor, and what it received last, as texts.
#[derive(Default)]
pub struct Mail {
    /// The oldest, and how many there are in all.
    pub waiting: Vec<String>,
    pub count: usize,
    pub last: Option<String>,
}

/// The mail of an actor that waits; `None` when it does not wait now.
pub fn mail(pid: Pid, most: usize) -> Option<Mail> {
    while_it_waits(pid, |state| {
        let State::Body(body) = state else { return Mail::default() };
        let text = |words: &[u64]| {
            // SAFETY: a message of the actor's type, whose letter stays where it is meanwhile.
            if body.message.is_null() { "?".to_owned() } else { unsafe { show::value(words.as_ptr(), body.message) } }
        };
        let messages = || body.queue.letters().filter(|letter| letter.is_message());
        let waiting = messages().take(most).filter_map(|letter| letter.words().map(|words| text(&words))).collect();
        let last = body.last_message.as_ref().and_then(|letter| letter.words());
        Mail { waiting, count: messages().count(), last: last.map(|words| text(&words)) }
    })
}

/// What was sent to an actor from this number on, and the number of what comes next; `None` when it has ended. It is traced from now on.
pub fn traced(pid: Pid, from: u64) -> Option<(Vec<Entry>, u64)> {
    let message = with_relations(pid, |relations| relations.message)?;
    let seen = pid.slot()?.mailbox.tracing()?.read(pid, message, from);
    // One that runs notices by itself.
    while_it_waits(pid, |state| {
        if let State::Body(body) = state {
            body.is_traced = true;
        }
    });
    Some(seen)
}

/// The timers of an actor: in how many nanoseconds each is due.
pub fn timers(pid: Pid, most: usize) -> Vec<(Time, Kind)> {
    runtime().timers.of(pid, most)
}

/// An actor that waits gives up what it does not need for that: what it received last, which is kept for a report of its crash, and
/// memory of its heap and its stack in which nothing lies. Gives how many bytes of heap it has before and afterwards; `None` when it
/// does not wait now.
pub fn tidy(pid: Pid) -> Option<(usize, usize)> {
    while_it_waits(pid, |state| {
        let State::Body(body) = state else {
            let bytes = pid.slot().map_or(0, |slot| slot.figures.memory.load(Ordering::Relaxed));
            return (bytes, bytes);
        };
        let before = body.heap.bytes();
        body.last_message = None;
        body.heap.give_back();
        worker::leave_stack_now(body);
        body.slot.figures.memory.store(body.heap.bytes(), Ordering::Relaxed);
        (before, body.heap.bytes())
    })
}
