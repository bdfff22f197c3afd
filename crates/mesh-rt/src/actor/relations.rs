//! Ends of actors: reasons, links, monitors, and what an end sets off. Follows Erlang/OTP where in doubt.

use parking_lot::Mutex;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::mailbox::Delivery;
use super::runtime::runtime;
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
    pub links: BTreeSet<Pid>,
    /// By the number of the monitor or call.
    pub watchers: BTreeMap<i64, (Pid, Watch)>,
    pub names: BTreeSet<String>,
    /// How many timers will do something to the actor.
    pub timers: usize,
    /// The supervisor that started the actor.
    pub parent: Option<Pid>,
    pub is_supervisor: bool,
    /// Where the end is written down for a supervisor that has not taken the actor over yet.
    pub obituary: Option<Obituary>,
}

/// Why an actor ended, for somebody who may ask later.
pub type Obituary = Arc<Mutex<Option<Reason>>>;

impl Relations {
    pub fn new(message: *const ValueDesc) -> Self {
        Relations {
            message: MessageType(message),
            links: BTreeSet::new(),
            watchers: BTreeMap::new(),
            names: BTreeSet::new(),
            timers: 0,
            parent: None,
            is_supervisor: false,
            obituary: None,
        }
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

/// Adds a watcher of `target`; tells it at once when the target is gone.
pub fn watch(watcher: Pid, target: Pid, reference: i64, how: Watch) {
    let added = with_relations(target, |relations| relations.watchers.insert(reference, (watcher, how)));
    if added.is_none() {
        tell_watcher(watcher, reference, how, target, &Reason::Noproc);
    }
}

/// Removes a watcher.
pub fn unwatch(target: Pid, reference: i64) {
    with_relations(target, |relations| relations.watchers.remove(&reference));
}

/// Ties two actors. When the other is gone already, its end arrives at once.
pub fn link(a: Pid, b: Pid) {
    if a == b {
        return;
    }
    let add = |to: Pid, other: Pid| with_relations(to, |relations| relations.links.insert(other));
    add(a, b);
    if add(b, a).is_none() {
        unlink(a, b);
        deliver(a, Delivery::Exit { from: b, reason: Reason::Noproc, linked: true });
    }
}

/// Unties two actors.
pub fn unlink(a: Pid, b: Pid) {
    with_relations(a, |relations| relations.links.remove(&b));
    with_relations(b, |relations| relations.links.remove(&a));
}

fn tell_watcher(watcher: Pid, reference: i64, how: Watch, from: Pid, reason: &Reason) {
    let reason = reason.clone();
    deliver(
        watcher,
        match how {
            Watch::Monitor => Delivery::Down { from, reference, reason },
            Watch::Call => Delivery::Reply { reference, outcome: Err(reason) },
        },
    );
}

/// Sends to an actor; what is sent to one that is gone is dropped.
pub fn deliver(to: Pid, delivery: Delivery) {
    if let Some(slot) = to.slot() {
        slot.mailbox.push(to, delivery);
        if slot.status.wake() {
            worker::enqueue(to);
        }
    }
}

/// Tells everybody who asked that `pid` has ended. Its body is gone already, its slot is given back here.
pub fn announce(pid: Pid, reason: &Reason) {
    let runtime = runtime();
    let slot = runtime.slots.at(pid.index()).expect("the slot of an actor");
    let relations = {
        let mut place = slot.relations.lock();
        let relations = place.take();
        // Under the lock: who finds no relations any more finds the obituary written.
        if let Some(obituary) = relations.as_ref().and_then(|relations| relations.obituary.as_ref()) {
            *obituary.lock() = Some(reason.clone());
        }
        relations
    };
    runtime.slots.release(pid);
    let Some(relations) = relations else { return };
    if !relations.names.is_empty() {
        runtime.names.forget(pid, relations.names);
    }
    runtime.timers.orphan(relations.timers);
    for link in relations.links {
        with_relations(link, |other| other.links.remove(&pid));
        deliver(link, Delivery::Exit { from: pid, reason: reason.clone(), linked: true });
    }
    for (reference, (watcher, how)) in relations.watchers {
        tell_watcher(watcher, reference, how, pid, reason);
    }
}

/// Ties a freshly started actor to its supervisor. When it has ended already, the end arrives with its true reason.
pub fn adopt(parent: Pid, child: Pid, obituary: &Obituary) {
    let adopted = with_relations(child, |relations| {
        relations.obituary = None;
        relations.parent = Some(parent);
        relations.links.insert(parent);
    });
    if adopted.is_none() {
        let reason = obituary.lock().take().unwrap_or(Reason::Noproc);
        deliver(parent, Delivery::Exit { from: child, reason, linked: true });
        return;
    }
    let known = with_relations(parent, |relations| relations.links.insert(child));
    if known.is_none() {
        deliver(child, Delivery::Exit { from: parent, reason: Reason::Noproc, linked: true });
    }
}

/// Supervisors that no other supervisor looks after, oldest address first.
pub fn root_supervisors() -> Vec<Pid> {
    let is_root = |relations: &mut Relations| {
        relations.is_supervisor && relations.parent.is_none_or(|parent| parent.slot().is_none())
    };
    runtime().slots.all().into_iter().filter(|&pid| with_relations(pid, is_root).unwrap_or(false)).collect()
}
