//! Ends of actors: reasons, links, monitors, and what an end sets off. Follows Erlang/OTP where in doubt.

use parking_lot::Mutex;
use std::collections::BTreeSet;
use std::sync::Arc;

use super::bounded::Pushed;
use super::few::Few;
use super::letter::{Asked, Delivery, Letter};
use super::runtime::runtime;
use super::slot::Slot;
use super::worker;
use crate::abi::ValueDesc;
use crate::pid::Pid;
use crate::reason::Reason;

/// How a watcher wants to learn of an end.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Watch {
    /// As a `:down` signal.
    Monitor,
    /// As the failed outcome of a call.
    Call,
}

/// A message type; null when the actor's is not known.
#[derive(Clone, Copy)]
pub struct MessageType(pub *const ValueDesc);

// SAFETY: descriptors are static.
unsafe impl Send for MessageType {}

/// What others may ask of an actor while it runs: who is to be told when it ends, and what it receives.
pub struct Relations {
    pub message: MessageType,
    /// The actor that started it, or nobody.
    pub starter: Pid,
    /// How many timers will do something to the actor.
    pub timers: u32,
    pub is_supervisor: bool,
    pub is_service: bool,
    /// See `Body::is_background`.
    pub is_background: bool,
    /// What most actors never have.
    pub ties: Option<Box<Ties>>,
}

/// How an actor is tied to others.
#[derive(Default)]
pub struct Ties {
    pub links: BTreeSet<Pid>,
    /// By the number of the monitor or call.
    pub watchers: Few<(Pid, Watch)>,
    /// The actors that it monitors, by the number of the monitor.
    pub monitors: Few<Pid>,
    pub names: BTreeSet<String>,
    /// Actors that end when this one ends abnormally, and the one whose abnormal end is that of this one.
    pub owned: BTreeSet<Pid>,
    pub owner: Option<Pid>,
    /// The supervisor that started the actor.
    pub parent: Option<Pid>,
    /// The name under which that supervisor knows it.
    pub child: Option<Box<str>>,
    /// Where the end is written down for a supervisor that has not taken the actor over yet.
    pub obituary: Option<Obituary>,
}

/// Why an actor ended, for somebody who may ask later.
pub type Obituary = Arc<Mutex<Option<Reason>>>;

impl Relations {
    pub fn new(message: *const ValueDesc) -> Self {
        Relations {
            message: MessageType(message),
            starter: Pid::NOBODY,
            timers: 0,
            is_supervisor: false,
            is_service: false,
            is_background: false,
            ties: None,
        }
    }

    /// The ties, made now if there were none.
    pub fn ties(&mut self) -> &mut Ties {
        self.ties.get_or_insert_default()
    }
}

/// Runs `change` on the relations of a live actor; `None` when it is gone.
pub fn with_relations<R>(pid: Pid, change: impl FnOnce(&mut Relations) -> R) -> Option<R> {
    let slot = pid.slot()?;
    let mut relations = slot.relations.lock();
    // Looked at again under the lock: the slot may have changed hands.
    pid.slot()?;
    relations.as_mut().map(change)
}

/// Runs `change` on the ties of a live actor, made now if there were none; `None` when it is gone.
pub fn with_ties<R>(pid: Pid, change: impl FnOnce(&mut Ties) -> R) -> Option<R> {
    with_relations(pid, |relations| change(relations.ties()))
}

/// The same if there are any: to look, or to take something away.
pub fn with_known_ties<R>(pid: Pid, change: impl FnOnce(&mut Ties) -> R) -> Option<R> {
    with_relations(pid, |relations| relations.ties.as_deref_mut().map(change)).flatten()
}

/// Adds a watcher of `target`; tells it at once when the target is gone.
pub fn watch(watcher: Pid, target: Pid, reference: i64, how: Watch) {
    if how == Watch::Monitor {
        with_ties(watcher, |ties| ties.monitors.insert(reference, target));
    }
    let added = with_ties(target, |ties| ties.watchers.insert(reference, (watcher, how)));
    if added.is_none() {
        tell_watcher(watcher, reference, how, target, &Reason::Noproc);
    }
}

/// Removes a watcher.
pub fn unwatch(watcher: Pid, target: Pid, reference: i64) {
    with_known_ties(watcher, |ties| ties.monitors.remove(reference));
    with_known_ties(target, |ties| ties.watchers.remove(reference));
}

/// The same for a watcher whose call it was: only the one that was called knows of it.
pub fn end_call(target: Pid, reference: i64) {
    with_known_ties(target, |ties| ties.watchers.remove(reference));
}

/// Ties two actors. When the other is gone already, its end arrives at once.
pub fn link(a: Pid, b: Pid) {
    if a == b {
        return;
    }
    let add = |to: Pid, other: Pid| with_ties(to, |ties| ties.links.insert(other));
    add(a, b);
    if add(b, a).is_none() {
        deliver(a, Delivery::exit(b, Reason::Noproc, true));
    }
}

/// Takes the end of a link away that leads from an actor: whether there was one.
pub fn take_link(from: Pid, to: Pid) -> bool {
    with_known_ties(from, |ties| ties.links.remove(&to)).unwrap_or(false)
}

/// Unties two actors.
pub fn unlink(a: Pid, b: Pid) {
    with_known_ties(a, |ties| ties.links.remove(&b));
    with_known_ties(b, |ties| ties.links.remove(&a));
}

fn tell_watcher(watcher: Pid, reference: i64, how: Watch, from: Pid, reason: &Reason) {
    let reason = reason.clone();
    deliver(
        watcher,
        match how {
            Watch::Monitor => Delivery::down(from, reference, reason),
            Watch::Call => Delivery::Reply { reference, outcome: Err(reason) },
        },
    );
}

/// Ties an actor to the end of another: when `owner` ends abnormally, `owned` is told to end. Not the other way round.
pub fn own(owner: Pid, owned: Pid) {
    with_ties(owned, |ties| ties.owner = Some(owner));
    with_ties(owner, |ties| ties.owned.insert(owned));
    // Its end may have come between: then nobody else takes the entry away.
    if owned.slot().is_none() {
        with_known_ties(owner, |ties| ties.owned.remove(&owned));
    }
}

/// Unties it.
pub fn disown(owned: Pid) {
    let owner = with_known_ties(owned, |ties| ties.owner.take()).flatten();
    if let Some(owner) = owner {
        with_known_ties(owner, |ties| ties.owned.remove(&owned));
    }
}

/// Sends to an actor; what is sent to one that is gone is dropped.
pub fn deliver(to: Pid, delivery: Delivery) {
    deliver_from(None, to, delivery);
}

/// The same for a sender that can wait: `Full` when there is no room for its message, which is dropped then. The sender is
/// woken when there may be some.
pub fn deliver_from(sender: Option<Pid>, to: Pid, delivery: Delivery) -> Pushed {
    to.slot().map_or(Pushed::Done, |slot| deliver_at(slot, sender, Letter::new(to, delivery)))
}

/// The same for a message of a few words without objects, to an actor whose mailbox has no bound and that nobody watches.
#[inline(always)]
pub fn deliver_plain(slot: &Slot, letter: Letter) -> Pushed {
    if slot.mailbox.try_run_empty() {
        // SAFETY: that made this thread the only one to touch the body.
        return unsafe { hand_over(slot, letter) };
    }
    let to = letter.to();
    let (pushed, waits) = slot.mailbox.push_plain(letter, &slot.lengths);
    if waits {
        worker::enqueue(to);
    }
    pushed
}

/// The same, to the slot that the actor had a moment ago. On its own, with what is done to who waits in line: the way of most messages.
#[inline(never)]
pub fn deliver_at(slot: &Slot, sender: Option<Pid>, letter: Letter) -> Pushed {
    let to = letter.to();
    if letter.is_short() && slot.mailbox.try_run_empty() {
        // SAFETY: that made this thread the only one to touch the body.
        return unsafe { hand_over(slot, letter) };
    }
    let (pushed, waits) = slot.mailbox.push(letter, sender, &slot.lengths);
    if waits {
        worker::enqueue(to);
    }
    if let Pushed::Overflow = pushed {
        tell_overflow(to);
    }
    pushed
}

/// The sender waits no more for room in that mailbox: others may have what it was told of.
pub fn give_room_up(sender: Pid, to: Pid) {
    if let Some(slot) = to.slot() {
        slot.mailbox.give_up(to, sender, &slot.lengths).into_iter().for_each(worker::wake);
    }
}

/// A letter was thrown away, since the mailbox is full: a caller that waits for an answer to it learns that.
#[cold]
pub fn refuse(letter: &Letter) {
    if let Asked::Answer(caller, reference) = letter.asked() {
        deliver(caller, Delivery::Refused { reference });
    }
}

#[cold]
#[inline(never)]
fn tell_overflow(to: Pid) {
    deliver(to, Delivery::Overflow);
}

/// Gives a letter to an actor that waited, and queues that: no other thread looks into its inbox in between.
///
/// # Safety
/// The caller has taken the actor over.
#[inline(always)]
unsafe fn hand_over(slot: &Slot, letter: Letter) -> Pushed {
    // SAFETY: by contract.
    let place = unsafe { &mut *slot.form.get() };
    let Some(pid) = place.pid() else { return Pushed::Done };
    // The slot may have changed hands, and what is counted is counted by its actor.
    match place.body() {
        Some(body) if pid == letter.to() && !body.heap.is_limited() => body.accept_at_rest(letter),
        _ => put_there(slot, letter),
    }
    worker::enqueue(pid);
    Pushed::Done
}

#[cold]
#[inline(never)]
fn put_there(slot: &Slot, letter: Letter) {
    slot.mailbox.push(letter, None, &slot.lengths);
}

/// Tells everybody who asked that `pid` has ended. Its body is gone already, its slot is given back here.
pub fn announce(pid: Pid, reason: &Reason) {
    let runtime = runtime();
    let slot = runtime.slots.at(pid.index()).expect("the slot of an actor");
    if let Some(policy) = runtime.policy {
        policy.ended(pid, reason);
    }
    let relations = {
        let mut place = slot.relations.lock();
        let relations = place.take();
        // Under the lock: who finds no relations any more finds the obituary written.
        let ties = relations.as_ref().and_then(|relations| relations.ties.as_ref());
        if let Some(obituary) = ties.and_then(|ties| ties.obituary.as_ref()) {
            *obituary.lock() = Some(reason.clone());
        }
        relations
    };
    runtime.slots.release(pid).into_iter().for_each(worker::wake);
    let Some(relations) = relations else { return };
    if relations.timers > 0 {
        runtime.timers.orphan(relations.timers as usize, relations.is_background);
    }
    if let Some(ties) = relations.ties {
        announce_to(*ties, pid, reason);
    }
}

/// Tells those who are tied to an actor that has ended.
#[cold]
fn announce_to(ties: Ties, pid: Pid, reason: &Reason) {
    if let Some(owner) = ties.owner {
        with_known_ties(owner, |other| other.owned.remove(&pid));
    }
    if reason.is_abnormal() {
        for owned in ties.owned {
            // An order, also to those who trap exits.
            deliver(owned, Delivery::exit(pid, reason.passed_on(pid), false));
        }
    }
    if !ties.names.is_empty() {
        runtime().names.forget(pid, ties.names);
    }
    for link in ties.links {
        deliver(link, Delivery::exit(pid, reason.clone(), true));
    }
    for (reference, (watcher, how)) in ties.watchers {
        tell_watcher(watcher, reference, how, pid, reason);
    }
}

/// Ties a freshly started actor to its supervisor. When it has ended already, the end arrives with its true reason.
pub fn adopt(parent: Pid, child: Pid, name: &str, obituary: &Obituary) {
    disown(child);
    let adopted = with_ties(child, |ties| {
        ties.obituary = None;
        (ties.parent, ties.child) = (Some(parent), Some(name.into()));
        ties.links.insert(parent);
    });
    let known = with_ties(parent, |ties| ties.links.insert(child));
    if adopted.is_none() {
        let reason = obituary.lock().take().unwrap_or(Reason::Noproc);
        deliver(parent, Delivery::exit(child, reason, true));
    } else if known.is_none() {
        deliver(child, Delivery::exit(parent, Reason::Noproc, true));
    }
}

/// Supervisors that no other supervisor looks after, oldest address first.
pub fn root_supervisors() -> Vec<Pid> {
    let is_root = |relations: &mut Relations| {
        let parent = relations.ties.as_ref().and_then(|ties| ties.parent);
        relations.is_supervisor && parent.is_none_or(|parent| parent.slot().is_none())
    };
    runtime().slots.all().into_iter().filter(|&pid| with_relations(pid, is_root).unwrap_or(false)).collect()
}
